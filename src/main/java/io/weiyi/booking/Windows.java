package io.weiyi.booking;

import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Free and taken windows of an instrument, read from slots and opening hours. */
@ApplicationScoped
class Windows {

    private static final int OFFERED_MAX = 3;
    private static final Duration NEAR = Duration.ofDays(14);

    private final Slots slots;
    private final Proposals proposals;

    Windows(Slots slots, Proposals proposals) {
        this.slots = slots;
        this.proposals = proposals;
    }

    Availability availability(InstrumentInfo instrument, TimeWindow frame, Instant now) {
        Optional<BookingRules> rules = proposals.rules(instrument.id(), now);
        if (rules.isEmpty() || !Proposals.offered(instrument)) {
            List<TimeWindow> booked = slots.taken(instrument.id(), frame, null).stream()
                    .map(Slots.TakenTime::agreed)
                    .filter(Objects::nonNull)
                    .toList();
            return Availability.of(frame, booked, List.of(frame), List.of(frame));
        }
        List<Slots.TakenTime> taken = slots.taken(instrument.id(), around(frame, rules.get()), null);
        return Availability.of(
                frame,
                taken.stream()
                        .map(Slots.TakenTime::agreed)
                        .filter(Objects::nonNull)
                        .toList(),
                taken.stream().map(t -> keptOff(t, rules.get())).toList(),
                proposals.hours(instrument.id()).openWithin(frame));
    }

    boolean anyTaken(Proposal wanted, long instrumentId) {
        return !slots.taken(instrumentId, wanted.rules().blocked(wanted.window()), null)
                .isEmpty();
    }

    /**
     * The refusal that tells of the nearest windows which would do.
     *
     * @param own the slot of the booking that is being moved, whose time counts as free
     */
    Problem overlap(Proposal wanted, long instrumentId, @Nullable Long own) {
        TimeWindow allowed = new TimeWindow(
                wanted.now().plus(wanted.rules().lead()),
                wanted.now().plus(wanted.rules().horizon()));
        List<TimeWindow> nearest = Spans.cut(allowed, wanted.window().widened(NEAR, NEAR))
                .map(frame -> nearest(wanted, instrumentId, frame, own))
                .orElse(List.of());
        if (nearest.isEmpty()) {
            nearest = nearest(wanted, instrumentId, allowed, own);
        }
        return Problem.of(
                        409,
                        "booking-overlap",
                        "Already taken",
                        "Some of this time is taken; the nearest free windows of the same length are given.")
                .with("nearest", nearest);
    }

    private List<TimeWindow> nearest(Proposal wanted, long instrumentId, TimeWindow frame, @Nullable Long own) {
        List<TimeWindow> keptOff = slots.taken(instrumentId, around(frame, wanted.rules()), own).stream()
                .map(taken -> keptOff(taken, wanted.rules()))
                .toList();
        return NearestWindows.of(wanted, Spans.minus(wanted.hours().openWithin(frame), keptOff), OFFERED_MAX);
    }

    /** Time in which no agreed window may lie, because its own buffers would touch what is taken. */
    private static TimeWindow keptOff(Slots.TakenTime taken, BookingRules rules) {
        return taken.blocked().widened(rules.bufferAfter(), rules.bufferBefore());
    }

    private static TimeWindow around(TimeWindow frame, BookingRules rules) {
        return rules.blocked(frame);
    }
}
