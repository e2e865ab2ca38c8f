package io.weiyi.booking;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The rules of booking as a list: the first that refuses names the reason. Pure; the order is part of the contract. */
final class BookingPolicies {

    private static final List<Policy> IN_ORDER = List.of(
            new Policy(RefusalReason.NOT_BOOKABLE, p -> !p.bookable()),
            new Policy(RefusalReason.BANNED, Proposal::banned),
            new Policy(
                    RefusalReason.NOT_TRAINED,
                    p -> p.mode() == BookingMode.SELF && p.rules().trainingRequired() && !p.trained()),
            new Policy(RefusalReason.IN_PAST, p -> p.window().startsAt().isBefore(p.now())),
            new Policy(
                    RefusalReason.TOO_SOON,
                    p -> p.window().startsAt().isBefore(p.now().plus(p.rules().lead()))),
            new Policy(
                    RefusalReason.TOO_FAR,
                    p -> p.window().endsBefore().isAfter(p.now().plus(p.rules().horizon()))),
            // From here on the window is bounded by the horizon, so that walking its days is cheap.
            new Policy(RefusalReason.OUTSIDE_HOURS, p -> !p.hours().covers(p.window())),
            new Policy(RefusalReason.STEP, BookingPolicies::offStep),
            new Policy(
                    RefusalReason.TOO_SHORT,
                    p -> p.window().length().compareTo(p.rules().min()) < 0),
            new Policy(
                    RefusalReason.TOO_LONG,
                    p -> p.window().length().compareTo(p.rules().max()) > 0));

    private BookingPolicies() {}

    /** One rule with its name. */
    private record Policy(RefusalReason reason, Predicate<Proposal> refuses) {}

    /** The reason of the first policy that refuses; empty when the booking is allowed. */
    static Optional<RefusalReason> refusal(Proposal proposal) {
        return IN_ORDER.stream()
                .filter(policy -> policy.refuses().test(proposal))
                .map(Policy::reason)
                .findFirst();
    }

    private static boolean offStep(Proposal proposal) {
        Duration step = proposal.rules().step();
        return !afterMidnight(proposal.window().startsAt(), step).isZero()
                || !remainder(proposal.window().length(), step).isZero();
    }

    /** How far a moment is past the last multiple of the step, counted from midnight in Shanghai. */
    static Duration afterMidnight(Instant moment, Duration step) {
        Instant midnight = BusinessTime.startOf(BusinessTime.dayOf(moment));
        return remainder(Duration.between(midnight, moment), step);
    }

    private static Duration remainder(Duration length, Duration step) {
        return length.minus(step.multipliedBy(length.dividedBy(step)));
    }
}
