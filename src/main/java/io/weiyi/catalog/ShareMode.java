package io.weiyi.catalog;

/** Whom an owner lets use an instrument (共享模式): only its own people, others too, or nobody. */
public enum ShareMode {
    INTERNAL,
    EXTERNAL,
    NONE
}
