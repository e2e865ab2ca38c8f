package io.weiyi.voucher;

/** A title that a firm holds: 高新技术企业, 科技型中小企业, 千帆计划企业. */
public enum Title {
    HIGH_TECH,
    TECH_SME,
    QIANFAN
}
