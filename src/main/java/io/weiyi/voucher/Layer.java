package io.weiyi.voucher;

/** Whose money pays a part of a subsidy (资金层级). */
public enum Layer {
    PROVINCE,
    CITY
}
