package io.weiyi.voucher;

/** What an automatic check found; a FAIL keeps a claim from being approved. */
public enum CheckOutcome {
    PASS,
    WARN,
    FAIL,
    NOT_APPLICABLE
}
