package io.weiyi.booking;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The rule that refuses a booking, with its value, so that the refusal can say what would be allowed. Pure.
 *
 * @param name the name of the rule on the wire
 * @param value durations as ISO 8601, moments as UTC, hours of the day as {@code 08:30-18:00}; null when it has none
 */
public record RefusedRule(String name, @Nullable String value) {

    static RefusedRule of(RefusalReason reason, Proposal proposal) {
        BookingRules rules = proposal.rules();
        return switch (reason) {
            case NOT_BOOKABLE ->
                new RefusedRule("admits", rules.admission().admits().name());
            case BANNED ->
                new RefusedRule("banned-until", text(proposal.standing().bannedUntil()));
            case NOT_TRAINED -> new RefusedRule("training", BookingMode.ASSISTED.name());
            case IN_PAST -> new RefusedRule("now", text(proposal.now()));
            case TOO_SOON -> new RefusedRule("lead", rules.lead().toString());
            case TOO_FAR -> new RefusedRule("horizon", days(rules.horizon()));
            case OUTSIDE_HOURS -> new RefusedRule("hours", hours(proposal));
            case STEP -> new RefusedRule("step", rules.step().toString());
            case TOO_SHORT -> new RefusedRule("min", rules.min().toString());
            case TOO_LONG -> new RefusedRule("max", rules.max().toString());
            case QUOTA ->
                BookingPolicies.quota(proposal)
                        .map(quota -> new RefusedRule(
                                quota.whose().equals("PERSON") ? "person-week" : "organisation-week",
                                quota.limit().toString()))
                        .orElse(new RefusedRule("week", null));
            case CREDIT -> {
                Integer floor = rules.admission().creditFloor();
                yield new RefusedRule("credit-floor", floor == null ? null : floor.toString());
            }
        };
    }

    /** Days stay days: as hours nobody would know a horizon again. */
    private static String days(Duration horizon) {
        return horizon.toDays() > 0 && horizon.equals(Duration.ofDays(horizon.toDays()))
                ? "P" + horizon.toDays() + "D"
                : horizon.toString();
    }

    /** The hours of the first day of the window that is not open for all of it. */
    private static String hours(Proposal proposal) {
        LocalDate first = BusinessTime.dayOf(proposal.window().startsAt());
        LocalDate last = BusinessTime.dayOf(proposal.window().endsBefore().minusNanos(1));
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            String text = proposal.hours().textOf(day);
            if (!text.equals("00:00-24:00") || day.equals(last)) {
                return day + " " + (text.isEmpty() ? "closed" : text);
            }
        }
        return first + " closed";
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
