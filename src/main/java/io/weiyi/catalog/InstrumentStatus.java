package io.weiyi.catalog;

/** Condition of an instrument (设备状态), as its owner states it. */
public enum InstrumentStatus {
    NORMAL,
    SOMETIMES_FAULTY,
    OFTEN_FAULTY,
    WAITING_REPAIR,
    WAITING_SCRAP,
    RETIRED;

    /** Whether somebody can work with an instrument in this condition. */
    public boolean usable() {
        return this == NORMAL || this == SOMETIMES_FAULTY || this == OFTEN_FAULTY;
    }
}
