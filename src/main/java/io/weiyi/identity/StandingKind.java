package io.weiyi.identity;

/** What an entry of the registers says of an organisation. */
public enum StandingKind {
    /** A title such as 高新技术企业 ({@code HIGH_TECH}) or 千帆计划企业 ({@code QIANFAN}). */
    TITLE,
    /** MICRO, SMALL, MEDIUM, LARGE or NONE. */
    SIZE,
    /** On the list of abnormal operation (经营异常名录). */
    ABNORMAL,
    /** On the list of dishonest bodies (失信名单). */
    BLACKLIST,
    /** Under an actual controller (实际控制人). */
    CONTROL,
    /** Tied to another organisation (关联方). */
    RELATED
}
