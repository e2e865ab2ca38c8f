package io.weiyi.booking;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that decides whether a booking is allowed, read once. The policies look at nothing else.
 *
 * @param bookable whether the instrument is offered to this person's organisation at all
 * @param standing how the person stands with the instrument and its owner
 */
record Proposal(
        Instant now,
        TimeWindow window,
        BookingMode mode,
        boolean bookable,
        Standing standing,
        BookingRules rules,
        OpeningHours hours) {

    /** The same proposal for another window. */
    Proposal at(TimeWindow other) {
        return new Proposal(now, other, mode, bookable, standing, rules, hours);
    }

    /** The span within which the rules let a window lie today; empty when the lead reaches beyond the horizon. */
    Optional<TimeWindow> reach() {
        Instant from = now.plus(rules.lead());
        Instant until = now.plus(rules.horizon());
        return from.isBefore(until) ? Optional.of(new TimeWindow(from, until)) : Optional.empty();
    }

    /**
     * The proposal nearest to this one that length, step, lead and horizon allow; empty when none does.
     *
     * @param nextWeek whether to begin in the week after the wanted one, because the wanted one is full
     */
    Optional<Proposal> adapted(boolean nextWeek) {
        Duration length = allowedLength();
        Optional<TimeWindow> reach = reach();
        if (length.compareTo(rules.max()) > 0
                || reach.isEmpty()
                || reach.get().length().compareTo(length) < 0) {
            return Optional.empty();
        }
        Instant wanted = nextWeek
                ? BusinessTime.startOf(BusinessTime.mondayOf(window.startsAt()).plusWeeks(1))
                : window.startsAt();
        Instant latest = reach.get().endsBefore().minus(length);
        Instant start = Spans.earlier(Spans.later(wanted, reach.get().startsAt()), latest);
        return Optional.of(at(new TimeWindow(start, start.plus(length))));
    }

    private Duration allowedLength() {
        Duration step = rules.step();
        Duration longest = step.multipliedBy(rules.max().dividedBy(step));
        Duration shortest =
                step.multipliedBy(rules.min().plus(step).minusNanos(1).dividedBy(step));
        Duration length = step.multipliedBy(window.length().dividedBy(step));
        length = length.compareTo(longest) > 0 ? longest : length;
        return length.compareTo(shortest) < 0 ? shortest : length;
    }
}
