package io.weiyi.metering;

/** Soft problems: what carries one is kept, and shows it all the way to the claim. */
public final class Flag {

    public static final String CLOCK_SKEW = "clock-skew";
    public static final String SEQ_GAP = "seq-gap";
    public static final String CHAIN_BREAK = "chain-break";
    public static final String COUNTER_BACK = "counter-back";
    public static final String OTHER_BOOKING = "other-booking";
    public static final String GAP = "gap";
    public static final String CLONE = "clone";
    public static final String SEQ_CONFLICT = "seq-conflict";

    /** Readings came while the session was disputed or after two persons had decided it; its figures do not have them. */
    public static final String LATE_READINGS = "late-readings";

    /** Nobody ended a session that a person had begun; its end is the booking's. */
    public static final String FORGOTTEN = "forgotten";

    /** A person told of this use and a meter of a part of it; the meter's word stands, this is what is left. */
    public static final String METERED_BESIDE = "metered-beside";

    private Flag() {}
}
