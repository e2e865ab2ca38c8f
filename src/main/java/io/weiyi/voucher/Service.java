package io.weiyi.voucher;

/** What kind of service a line pays for; which of them a pack subsidises is the pack's data. */
public enum Service {
    INSTRUMENT_USE,
    TEST,
    ANALYSIS,
    TRIAL,
    PILOT_SCALE,
    STATUTORY_TEST,
    MANDATORY_TEST,
    PRODUCTION_BATCH_TEST,
    TRAINING,
    OTHER
}
