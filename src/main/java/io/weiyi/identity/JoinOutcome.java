package io.weiyi.identity;

/** What follows when somebody names the organisation they belong to. */
public enum JoinOutcome {
    /** The organisation is known: its administrator decides. */
    WAITS_FOR_ADMINISTRATOR,
    /** The organisation waits for its office itself; its administrator-to-be decides afterwards. */
    WAITS_FOR_OFFICE,
    /** Nobody knows this code yet, or it was refused: hand in the licence. */
    NEEDS_LICENCE
}
