package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;

/** A booking that somebody prepared (预约草稿); it blocks no time and promises no price. */
public record BookingDraft(
        long id,
        long instrumentId,
        String instrumentZh,
        String instrumentEn,
        TimeWindow window,
        BookingMode mode,
        String purpose) {}
