package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is offered to somebody whose window is taken can really be booked, and nothing nearer could. */
class NearestWindowsTest {

    private static final Instant MIDNIGHT = BusinessTime.startOf(LocalDate.of(2026, 12, 1));
    private static final OpeningHours ALWAYS = new OpeningHours(IntStream.rangeClosed(1, 7)
            .mapToObj(weekday -> new OpeningHours.Entry(weekday, 0, 1440))
            .toList());
    private static final BookingRules RULES = new BookingRules(
            false,
            false,
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            Duration.ofHours(24),
            Duration.ZERO,
            Duration.ofDays(30),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMinutes(30),
            Duration.ofHours(48));

    private static Standing standing(boolean banned, boolean trained) {
        return new Standing(banned ? Instant.MAX : null, trained, 100, Map.of(), Map.of());
    }

    private static TimeWindow window(int from, int until) {
        return new TimeWindow(MIDNIGHT.plus(Duration.ofMinutes(from)), MIDNIGHT.plus(Duration.ofMinutes(until)));
    }

    private static Proposal wanted(TimeWindow window) {
        return new Proposal(MIDNIGHT, window, BookingMode.SELF, true, standing(false, false), RULES, ALWAYS);
    }

    @Test
    void nearest_aroundATakenWindow_isOnEitherSide() {
        List<TimeWindow> free = Spans.minus(List.of(window(0, 1440)), List.of(window(540, 720)));
        assertThat(NearestWindows.of(wanted(window(540, 660)), free, 3))
                .containsExactly(window(420, 540), window(720, 840), window(300, 420));
    }

    @Test
    void nearest_gapOffTheStep_isRoundedInwards() {
        assertThat(NearestWindows.of(wanted(window(600, 660)), List.of(window(610, 730)), 3))
                .containsExactly(window(630, 690));
        assertThat(NearestWindows.of(wanted(window(600, 660)), List.of(window(610, 689)), 3))
                .isEmpty();
    }

    @Test
    void nearest_anyGaps_areFreeAllowedAndNearest() {
        Random random = new Random(7);
        for (int trial = 0; trial < 2000; trial++) {
            List<TimeWindow> taken = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                int from = random.nextInt(1400);
                taken.add(window(from, from + 1 + random.nextInt(200)));
            }
            int from = random.nextInt(40) * 30;
            Proposal wanted = wanted(window(from, from + 30 * (1 + random.nextInt(6))));
            List<TimeWindow> free = Spans.minus(List.of(window(0, 1440)), taken);
            List<TimeWindow> offers = NearestWindows.of(wanted, free, 3);
            for (TimeWindow offer : offers) {
                assertThat(offer.length()).isEqualTo(wanted.window().length());
                assertThat(BookingPolicies.refusal(wanted.at(offer))).isEmpty();
                assertThat(taken).noneMatch(offer::overlaps);
            }
            Duration nearest = distance(wanted, offers);
            for (int start = 0; start + wanted.window().length().toMinutes() <= 1440; start += 30) {
                TimeWindow other =
                        window(start, start + (int) wanted.window().length().toMinutes());
                if (taken.stream().noneMatch(other::overlaps)) {
                    assertThat(distance(wanted, List.of(other))).isGreaterThanOrEqualTo(nearest);
                }
            }
        }
    }

    private static Duration distance(Proposal wanted, List<TimeWindow> offers) {
        return offers.isEmpty()
                ? Duration.ofDays(999)
                : Duration.between(wanted.window().startsAt(), offers.get(0).startsAt())
                        .abs();
    }
}
