package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Range algebra against the plainest model there is: a row of minutes, each in or out. */
class SpansTest {

    private static final Instant ZERO = Instant.parse("2026-11-29T16:00:00Z");
    private static final int MINUTES = 240;
    private static final int TRIALS = 3000;

    private static TimeWindow window(int from, int until) {
        return new TimeWindow(minute(from), minute(until));
    }

    private static Instant minute(int minute) {
        return ZERO.plus(Duration.ofMinutes(minute));
    }

    private static List<TimeWindow> some(Random random) {
        List<TimeWindow> windows = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int from = random.nextInt(MINUTES - 1);
            windows.add(window(from, from + 1 + random.nextInt(Math.min(60, MINUTES - from - 1) + 1)));
        }
        return windows;
    }

    private static boolean holds(List<TimeWindow> windows, int minute) {
        return windows.stream().anyMatch(w -> w.contains(minute(minute)));
    }

    private static void tidy(List<TimeWindow> windows) {
        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i).startsAt()).isAfter(windows.get(i - 1).endsBefore());
        }
    }

    @Test
    void algebra_anyWindows_agreesWithMinutes() {
        Random random = new Random(2024);
        for (int trial = 0; trial < TRIALS; trial++) {
            List<TimeWindow> a = some(random);
            List<TimeWindow> b = some(random);
            TimeWindow frame = window(30, 200);
            List<TimeWindow> union =
                    Spans.union(Stream.concat(a.stream(), b.stream()).toList());
            List<TimeWindow> minus = Spans.minus(a, b);
            List<TimeWindow> within = Spans.within(frame, a);
            tidy(union);
            tidy(minus);
            tidy(within);
            for (int minute = 0; minute < MINUTES; minute++) {
                assertThat(holds(union, minute)).isEqualTo(holds(a, minute) || holds(b, minute));
                assertThat(holds(minus, minute)).isEqualTo(holds(a, minute) && !holds(b, minute));
                assertThat(holds(within, minute)).isEqualTo(holds(a, minute) && frame.contains(minute(minute)));
            }
        }
    }

    @Test
    void availability_anyWindows_freeAndBusyNeverOverlapAndFillTheFrame() {
        Random random = new Random(2025);
        TimeWindow frame = window(20, 220);
        for (int trial = 0; trial < TRIALS; trial++) {
            List<TimeWindow> booked = some(random);
            List<TimeWindow> blocked = some(random);
            List<TimeWindow> open = some(random);
            Availability result = Availability.of(frame, booked, blocked, open);
            for (int minute = 0; minute < MINUTES; minute++) {
                Instant at = minute(minute);
                List<Availability.Busy> busy = result.busy().stream()
                        .filter(b -> !at.isBefore(b.startsAt()) && at.isBefore(b.endsBefore()))
                        .toList();
                boolean free = holds(result.free(), minute);
                assertThat(busy.size() + (free ? 1 : 0)).isEqualTo(frame.contains(at) ? 1 : 0);
                if (!busy.isEmpty()) {
                    assertThat(busy.get(0).kind())
                            .isEqualTo(
                                    holds(booked, minute)
                                            ? Availability.Kind.BOOKED
                                            : holds(blocked, minute)
                                                    ? Availability.Kind.BLOCKED
                                                    : Availability.Kind.CLOSED);
                } else if (free) {
                    assertThat(holds(open, minute)).isTrue();
                }
            }
            tidy(result.free());
        }
    }

    @Test
    void openWithin_anyHours_agreesWithMinutesOfTheWeek() {
        Random random = new Random(2026);
        for (int trial = 0; trial < 200; trial++) {
            List<OpeningHours.Entry> entries = IntStream.range(0, random.nextInt(10))
                    .mapToObj(i -> {
                        int opens = random.nextInt(1440);
                        return new OpeningHours.Entry(
                                1 + random.nextInt(7), opens, opens + 1 + random.nextInt(1440 - opens));
                    })
                    .toList();
            OpeningHours hours = new OpeningHours(entries);
            TimeWindow frame = window(random.nextInt(10_000), 10_000 + random.nextInt(10_000));
            List<TimeWindow> open = hours.openWithin(frame);
            tidy(open);
            for (int minute = 0; minute < 20_000; minute += 1 + random.nextInt(37)) {
                // Minute zero is midnight of a Monday in Shanghai.
                int weekday = 1 + minute / 1440 % 7;
                int ofDay = minute % 1440;
                boolean expected = frame.contains(minute(minute))
                        && entries.stream()
                                .anyMatch(e ->
                                        e.weekday() == weekday && e.opensMinute() <= ofDay && ofDay < e.closesMinute());
                assertThat(holds(open, minute)).isEqualTo(expected);
            }
        }
    }
}
