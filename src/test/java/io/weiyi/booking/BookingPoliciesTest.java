package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of booking, one table: which window under which rules is refused for which reason. */
class BookingPoliciesTest {

    private static final LocalDate DAY = LocalDate.of(2026, 12, 2);
    private static final Instant NOW = at(DAY.minusDays(2), 10, 0);
    private static final OpeningHours ALWAYS = new OpeningHours(IntStream.rangeClosed(1, 7)
            .mapToObj(weekday -> new OpeningHours.Entry(weekday, 0, 1440))
            .toList());
    // The day of the table is a Wednesday.
    private static final OpeningHours OFFICE = new OpeningHours(
            List.of(new OpeningHours.Entry(3, 8 * 60, 12 * 60), new OpeningHours.Entry(3, 12 * 60, 18 * 60)));

    private static Instant at(LocalDate day, int hour, int minute) {
        return BusinessTime.startOf(day).plus(Duration.ofMinutes(hour * 60L + minute));
    }

    private static Standing standing(boolean banned, boolean trained) {
        return new Standing(banned ? Instant.MAX : null, trained, 100, Map.of(), Map.of());
    }

    private static TimeWindow window(int fromHour, int fromMinute, int untilHour, int untilMinute) {
        return new TimeWindow(at(DAY, fromHour, fromMinute), at(DAY, untilHour, untilMinute));
    }

    private static BookingRules rules(boolean training, Duration lead, Duration horizon) {
        return new BookingRules(
                false,
                training,
                Duration.ofMinutes(30),
                Duration.ofHours(1),
                Duration.ofHours(8),
                lead,
                horizon,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofHours(24),
                Duration.ofMinutes(30),
                Duration.ofHours(48));
    }

    private static final BookingRules PLAIN = rules(false, Duration.ZERO, Duration.ofDays(90));

    private static Proposal plain(TimeWindow window) {
        return new Proposal(NOW, window, BookingMode.SELF, true, standing(false, false), PLAIN, ALWAYS);
    }

    private static Proposal with(Proposal p, BookingRules rules) {
        return new Proposal(p.now(), p.window(), p.mode(), p.bookable(), p.standing(), rules, p.hours());
    }

    private static Proposal with(Proposal p, OpeningHours hours) {
        return new Proposal(p.now(), p.window(), p.mode(), p.bookable(), p.standing(), p.rules(), hours);
    }

    private record Case(
            String name, Proposal proposal, @Nullable RefusalReason reason) {}

    private static List<Case> cases() {
        Proposal fine = plain(window(9, 0, 11, 0));
        BookingRules trained = rules(true, Duration.ZERO, Duration.ofDays(90));
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("plain", fine, null));
        cases.add(new Case(
                "not bookable",
                new Proposal(NOW, fine.window(), BookingMode.SELF, false, standing(false, false), PLAIN, ALWAYS),
                RefusalReason.NOT_BOOKABLE));
        cases.add(new Case(
                "banned",
                new Proposal(NOW, fine.window(), BookingMode.SELF, true, standing(true, false), PLAIN, ALWAYS),
                RefusalReason.BANNED));
        cases.add(new Case("untrained", with(fine, trained), RefusalReason.NOT_TRAINED));
        cases.add(new Case(
                "trained",
                new Proposal(NOW, fine.window(), BookingMode.SELF, true, standing(false, true), trained, ALWAYS),
                null));
        cases.add(new Case(
                "assisted needs no training",
                new Proposal(NOW, fine.window(), BookingMode.ASSISTED, true, standing(false, false), trained, ALWAYS),
                null));
        cases.add(new Case(
                "a nanosecond ago",
                plain(new TimeWindow(NOW.minusNanos(1), NOW.plusSeconds(3600))),
                RefusalReason.IN_PAST));
        cases.add(new Case("just now", plain(new TimeWindow(NOW, NOW.plusSeconds(3600))), null));
        cases.add(new Case(
                "inside the lead",
                with(fine, rules(false, Duration.ofHours(47).plusNanos(1), Duration.ofDays(90))),
                RefusalReason.TOO_SOON));
        cases.add(new Case(
                "exactly the lead", with(fine, rules(false, Duration.ofHours(47), Duration.ofDays(90))), null));
        cases.add(new Case(
                "ends beyond the horizon",
                with(fine, rules(false, Duration.ZERO, Duration.ofHours(49).minusNanos(1))),
                RefusalReason.TOO_FAR));
        cases.add(new Case("ends at the horizon", with(fine, rules(false, Duration.ZERO, Duration.ofHours(49))), null));
        cases.add(new Case(
                "two centuries",
                plain(new TimeWindow(NOW.plusSeconds(60), Instant.parse("2200-01-01T00:00:00Z"))),
                RefusalReason.TOO_FAR));
        cases.add(new Case("within hours that touch", with(plain(window(9, 0, 14, 0)), OFFICE), null));
        cases.add(new Case(
                "begins before opening", with(plain(window(7, 30, 9, 0)), OFFICE), RefusalReason.OUTSIDE_HOURS));
        cases.add(new Case(
                "ends after closing", with(plain(window(17, 0, 18, 30)), OFFICE), RefusalReason.OUTSIDE_HOURS));
        cases.add(new Case("until closing", with(plain(window(17, 0, 18, 0)), OFFICE), null));
        cases.add(new Case("over midnight when always open", plain(window(22, 0, 26, 0)), null));
        cases.add(new Case("start off the step", plain(window(9, 10, 11, 10)), RefusalReason.STEP));
        cases.add(new Case("length off the step", plain(window(9, 0, 10, 10)), RefusalReason.STEP));
        cases.add(new Case(
                "start off by a second",
                plain(new TimeWindow(
                        at(DAY, 9, 0).plusSeconds(1), at(DAY, 11, 0).plusSeconds(1))),
                RefusalReason.STEP));
        cases.add(new Case("too short", plain(window(9, 0, 9, 30)), RefusalReason.TOO_SHORT));
        cases.add(new Case("shortest", plain(window(9, 0, 10, 0)), null));
        cases.add(new Case("longest", plain(window(9, 0, 17, 0)), null));
        cases.add(new Case("too long", plain(window(9, 0, 17, 30)), RefusalReason.TOO_LONG));
        return cases;
    }

    @TestFactory
    List<DynamicTest> refusal_ofEachCase_isAsTheTableSays() {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.name(),
                        () -> assertThat(BookingPolicies.refusal(one.proposal()).orElse(null))
                                .isEqualTo(one.reason())))
                .toList();
    }

    @Test
    void refusal_whenSeveralHold_isTheFirstOfTheContract() {
        TimeWindow bad = new TimeWindow(NOW.minusSeconds(7), NOW.minusSeconds(3));
        BookingRules strict = rules(true, Duration.ofDays(5), Duration.ofSeconds(1));
        OpeningHours never = new OpeningHours(List.of());
        assertThat(BookingPolicies.refusal(
                        new Proposal(NOW, bad, BookingMode.SELF, false, standing(true, false), strict, never)))
                .contains(RefusalReason.NOT_BOOKABLE);
        assertThat(BookingPolicies.refusal(
                        new Proposal(NOW, bad, BookingMode.SELF, true, standing(true, false), strict, never)))
                .contains(RefusalReason.BANNED);
        assertThat(BookingPolicies.refusal(
                        new Proposal(NOW, bad, BookingMode.SELF, true, standing(false, false), strict, never)))
                .contains(RefusalReason.NOT_TRAINED);
        assertThat(BookingPolicies.refusal(
                        new Proposal(NOW, bad, BookingMode.SELF, true, standing(false, true), strict, never)))
                .contains(RefusalReason.IN_PAST);
        TimeWindow odd = new TimeWindow(at(DAY, 9, 7), at(DAY, 9, 11));
        assertThat(BookingPolicies.refusal(
                        new Proposal(NOW, odd, BookingMode.SELF, true, standing(false, true), strict, never)))
                .contains(RefusalReason.TOO_SOON);
        assertThat(BookingPolicies.refusal(with(plain(odd), never))).contains(RefusalReason.OUTSIDE_HOURS);
        assertThat(BookingPolicies.refusal(plain(odd))).contains(RefusalReason.STEP);
    }

    @Test
    void reasons_onTheWire_areThoseOfTheContract() {
        assertThat(Arrays.stream(RefusalReason.values()).map(RefusalReason::code))
                .containsExactly(
                        "not-bookable",
                        "banned",
                        "not-trained",
                        "in-past",
                        "too-soon",
                        "too-far",
                        "outside-hours",
                        "step",
                        "too-short",
                        "too-long",
                        "quota",
                        "credit");
    }
}
