package io.weiyi.booking;

import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
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
                proposals.hours(instrument.id(), now).openWithin(frame));
    }

    boolean anyTaken(Proposal wanted, long instrumentId, @Nullable Long own) {
        return !slots.taken(instrumentId, wanted.rules().blocked(wanted.window()), own)
                .isEmpty();
    }

    /**
     * The refusal that names the rule, its value and the nearest windows which the rules allow and which are free.
     *
     * @param own the slot of the booking that is being moved, whose time counts as free
     */
    Problem refusal(RefusalReason reason, Proposal wanted, long instrumentId, @Nullable Long own) {
        RefusedRule rule = RefusedRule.of(reason, wanted);
        List<TimeWindow> nearest = allowedInstead(reason, wanted, instrumentId, own);
        String said = rule.value() == null ? "" : " Rule " + rule.name() + ": " + rule.value() + ".";
        String offered = nearest.isEmpty()
                ? ""
                : " The nearest you may book: "
                        + BusinessTime.text(nearest.get(0).startsAt()) + " to "
                        + BusinessTime.text(nearest.get(0).endsBefore()) + " (Shanghai).";
        Problem problem = Problem.of(422, "booking-refused", "This cannot be booked", reason.detail() + said + offered)
                .with("reason", reason.code())
                .with("rule", rule.name());
        if (rule.value() != null) {
            problem.with("value", rule.value());
        }
        return problem.with("nearest", nearest);
    }

    /** Free windows like the wanted one but for what is refused; none where no other window would do. */
    List<TimeWindow> allowedInstead(RefusalReason reason, Proposal wanted, long instrumentId, @Nullable Long own) {
        if (reason.standsForAnyWindow()) {
            return List.of();
        }
        return wanted.adapted(reason == RefusalReason.QUOTA)
                .map(adapted -> near(adapted, instrumentId, own))
                .orElse(List.of());
    }

    /**
     * The refusal that tells of the nearest windows which would do.
     *
     * @param own the slot of the booking that is being moved, whose time counts as free
     */
    Problem overlap(Proposal wanted, long instrumentId, @Nullable Long own) {
        return Problem.of(
                        409,
                        "booking-overlap",
                        "Already taken",
                        "Some of this time is taken; the nearest free windows of the same length are given.")
                .with("nearest", near(wanted, instrumentId, own));
    }

    /** The nearest windows that are free and allowed. */
    List<TimeWindow> near(Proposal wanted, long instrumentId, @Nullable Long own) {
        if (wanted.reach().isEmpty()) {
            return List.of();
        }
        TimeWindow reach = wanted.reach().get();
        List<TimeWindow> nearest = Spans.cut(reach, wanted.window().widened(NEAR, NEAR))
                .map(frame -> nearest(wanted, instrumentId, frame, own))
                .orElse(List.of());
        return nearest.isEmpty() ? nearest(wanted, instrumentId, reach, own) : nearest;
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
