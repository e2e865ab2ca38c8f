package io.weiyi.booking;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules of booking as a list: the first that refuses names the reason. Pure; the order is part of the contract. */
final class BookingPolicies {

    private static final List<Policy> IN_ORDER = List.of(
            new Policy(RefusalReason.NOT_BOOKABLE, p -> !p.bookable()),
            new Policy(RefusalReason.BANNED, p -> p.standing().bannedUntil() != null),
            new Policy(
                    RefusalReason.NOT_TRAINED,
                    p -> p.mode() == BookingMode.SELF
                            && p.rules().trainingRequired()
                            && !p.standing().trained()),
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
                    p -> p.window().length().compareTo(p.rules().max()) > 0),
            new Policy(RefusalReason.QUOTA, p -> quota(p).isPresent()),
            new Policy(RefusalReason.CREDIT, BookingPolicies::creditTooLow));

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

    /**
     * A limit of a week that a window would pass.
     *
     * @param whose PERSON or ORGANISATION
     * @param booked what is booked already
     */
    record Quota(String whose, Duration limit, Duration booked) {}

    /** The first limit of its week that the window would pass. */
    static Optional<Quota> quota(Proposal proposal) {
        Instant start = proposal.window().startsAt();
        BookingRules.Admission admission = proposal.rules().admission();
        return passed(
                        proposal,
                        "PERSON",
                        admission.personWeek(),
                        proposal.standing().personBooked(start))
                .or(() -> passed(
                        proposal,
                        "ORGANISATION",
                        admission.organisationWeek(),
                        proposal.standing().organisationBooked(start)));
    }

    private static Optional<Quota> passed(Proposal proposal, String whose, @Nullable Duration limit, Duration booked) {
        return limit == null || booked.plus(proposal.window().length()).compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(new Quota(whose, limit, booked));
    }

    private static boolean creditTooLow(Proposal proposal) {
        Integer floor = proposal.rules().admission().creditFloor();
        return floor != null && proposal.standing().credit() < floor;
    }

    /** The same without the rules that do not matter to what is wanted. */
    static Optional<RefusalReason> refusal(Proposal proposal, Set<RefusalReason> asked) {
        return IN_ORDER.stream()
                .filter(policy -> asked.contains(policy.reason()))
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
