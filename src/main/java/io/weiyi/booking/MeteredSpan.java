package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;

/** A stretch of metered use on an instrument, whose bookings are asked for. */
public record MeteredSpan(long instrumentId, TimeWindow window) {}
