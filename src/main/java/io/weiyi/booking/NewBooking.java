package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;

/** What somebody wants to book (预约申请), its fields already checked one by one. */
public record NewBooking(long instrumentId, TimeWindow window, BookingMode mode, String purpose) {}
