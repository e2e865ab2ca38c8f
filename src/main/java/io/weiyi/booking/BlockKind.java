package io.weiyi.booking;

/** Why an owner takes time back (停机原因). */
public enum BlockKind {
    /** Planned care (维护). */
    MAINTENANCE,
    /** It is broken (故障). */
    BREAKDOWN,
    /** Anything else (停用). */
    BLACKOUT
}
