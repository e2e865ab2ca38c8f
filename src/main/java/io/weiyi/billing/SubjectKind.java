package io.weiyi.billing;

/** What a charge is for. */
public enum SubjectKind {
    /** A booking with all its usage sessions. */
    BOOKING,
    /** One session that belongs to no booking. */
    SESSION,
    /** A sample order. */
    SAMPLE_ORDER
}
