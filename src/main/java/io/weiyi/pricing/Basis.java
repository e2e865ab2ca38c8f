package io.weiyi.pricing;

/** Which seconds of a use a tariff counts (计费基准). */
public enum Basis {
    /** All seconds the instrument ran. */
    RUN,
    /** The seconds it worked; idle running costs nothing. */
    ACTIVE,
    /** The agreed window, used or not. */
    BOOKED,
    /** The greater of BOOKED and ACTIVE. */
    MAX
}
