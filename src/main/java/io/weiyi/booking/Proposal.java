package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;

/**
 * Everything that decides whether a booking is allowed, read once. The policies look at nothing else.
 *
 * @param bookable whether the instrument is offered to this person's organisation at all
 * @param banned whether the person may not book at this owner now
 * @param trained whether the person's qualification holds at the start
 */
record Proposal(
        Instant now,
        TimeWindow window,
        BookingMode mode,
        boolean bookable,
        boolean banned,
        boolean trained,
        BookingRules rules,
        OpeningHours hours) {

    /** The same proposal for another window. */
    Proposal at(TimeWindow other) {
        return new Proposal(now, other, mode, bookable, banned, trained, rules, hours);
    }
}
