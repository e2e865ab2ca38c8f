package io.weiyi.pricing;

/** What a line of a charge stands for. */
public enum LineKind {
    /** The set-up fee (开机费), once per subject. */
    SETUP,
    /** Instrument hours (机时). */
    USE,
    /** Samples of one kind (送样). */
    SAMPLE,
    /** Tops the other lines up to the minimum (最低收费). */
    MINIMUM,
    /** Nothing was used, so nothing is owed. */
    NONE
}
