package io.weiyi.booking;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a person stands with an instrument and its owner (预约资格) at the moment they want to book.
 *
 * @param bannedUntil until when they may not book; null when they may
 * @param trained whether their qualification holds at the start
 * @param credit 100 less what counts against them within a year
 * @param personBooked what they have on the instrument already, by the Monday of the week
 * @param organisationBooked the same for all people of their organisation
 */
record Standing(
        @Nullable Instant bannedUntil,
        boolean trained,
        int credit,
        Map<LocalDate, Duration> personBooked,
        Map<LocalDate, Duration> organisationBooked) {

    static final int FULL_CREDIT = 100;

    Standing {
        personBooked = Map.copyOf(personBooked);
        organisationBooked = Map.copyOf(organisationBooked);
    }

    Duration personBooked(Instant start) {
        return personBooked.getOrDefault(BusinessTime.mondayOf(start), Duration.ZERO);
    }

    Duration organisationBooked(Instant start) {
        return organisationBooked.getOrDefault(BusinessTime.mondayOf(start), Duration.ZERO);
    }
}
