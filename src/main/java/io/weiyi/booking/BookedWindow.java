package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;

/**
 * An agreed window, as metering needs it to link use to bookings.
 *
 * @param status CONFIRMED, IN_USE, FINISHED or NO_SHOW; a no-show yields to any other booking of the same time
 */
public record BookedWindow(
        long bookingId,
        long instrumentId,
        long organisationId,
        Instant startsAt,
        Instant endsBefore,
        BookingStatus status) {

    public TimeWindow window() {
        return new TimeWindow(startsAt, endsBefore);
    }
}
