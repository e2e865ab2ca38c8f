package io.weiyi.identity;

/** What a one-time code is for; a code for one purpose is worth nothing for another. */
public enum CodePurpose {
    REGISTER,
    RESET
}
