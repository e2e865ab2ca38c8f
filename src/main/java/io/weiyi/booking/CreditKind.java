package io.weiyi.booking;

/** What may count against a person (失信行为). */
public enum CreditKind {
    /** Nobody came (爽约), and a meter watched. */
    NO_SHOW,
    /** Given up after the free time (逾期取消). */
    LATE_CANCEL,
    /** Used beyond the booked end (超时使用). */
    OVERTIME,
    /** Used before the booked start (提前使用). */
    EARLY_START
}
