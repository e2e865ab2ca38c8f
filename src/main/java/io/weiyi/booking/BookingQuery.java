package io.weiyi.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Filters of a list of bookings; null is no filter.
 *
 * @param from bookings that end after this
 * @param to bookings that start before this
 */
public record BookingQuery(
        @Nullable BookingStatus status,
        @Nullable Long instrumentId,
        @Nullable Instant from,
        @Nullable Instant to) {

    public static final BookingQuery ALL = new BookingQuery(null, null, null, null);
}
