package io.weiyi.metering;

/** What an instrument's device is asked to do has changed; fired inside the transaction of the change. */
public record InstrumentRulesChanged(long instrumentId) {}
