package io.weiyi.identity;

/** What a one-time code is for; a code for one purpose is worth nothing for another. */
public enum CodePurpose {
    REGISTER,
    RESET,
    /** Proves the number of whoever objects to a published claim. */
    OBJECTION
}
