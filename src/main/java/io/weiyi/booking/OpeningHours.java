package io.weiyi.booking;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When an instrument is open (开放时间): week by week in Asia/Shanghai, with days that differ. No entries at all means that
 * it is never open.
 *
 * @param entries in any order; they may touch, and one that ends at 1440 touches the next day's 0
 * @param exceptions the spans of days that differ; a day without spans is closed. They go before everything else
 * @param holidays whether a day is closed as a public holiday, or worked as a Monday instead of its weekday
 */
record OpeningHours(List<Entry> entries, Map<LocalDate, List<Entry>> exceptions, Map<LocalDate, HolidayKind> holidays) {

    OpeningHours {
        entries = List.copyOf(entries);
        exceptions = Map.copyOf(exceptions);
        holidays = Map.copyOf(holidays);
    }

    /** The same hours every week. */
    OpeningHours(List<Entry> entries) {
        this(entries, Map.of(), Map.of());
    }

    /**
     * @param weekday 1 is Monday
     * @param opensMinute minute of the day, inclusive
     * @param closesMinute exclusive; 1440 is midnight at the end of the day
     * @param since the first day on which it holds; null from ever
     * @param until the first day on which it no longer does; null for ever
     */
    record Entry(
            int weekday,
            int opensMinute,
            int closesMinute,
            @Nullable LocalDate since,
            @Nullable LocalDate until) {

        Entry(int weekday, int opensMinute, int closesMinute) {
            this(weekday, opensMinute, closesMinute, null, null);
        }

        private boolean holdsOn(LocalDate day) {
            return (since == null || !day.isBefore(since)) && (until == null || day.isBefore(until));
        }

        private String text() {
            return clock(opensMinute) + "-" + clock(closesMinute);
        }

        private static String clock(int minute) {
            return String.format("%02d:%02d", minute / 60, minute % 60);
        }
    }

    /** Whether the instrument is open for all of a window. */
    boolean covers(TimeWindow window) {
        return openWithin(window).equals(List.of(window));
    }

    /** The open time within a window, merged over midnight. The window must be bounded by the caller. */
    List<TimeWindow> openWithin(TimeWindow window) {
        List<TimeWindow> open = new ArrayList<>();
        LocalDate last = BusinessTime.dayOf(window.endsBefore());
        for (LocalDate day = BusinessTime.dayOf(window.startsAt()); !day.isAfter(last); day = day.plusDays(1)) {
            Instant midnight = BusinessTime.startOf(day);
            for (Entry entry : on(day)) {
                open.add(new TimeWindow(
                        midnight.plus(Duration.ofMinutes(entry.opensMinute())),
                        midnight.plus(Duration.ofMinutes(entry.closesMinute()))));
            }
        }
        return Spans.within(window, open);
    }

    /** The hours of a day as text, such as {@code 08:30-12:00,13:00-18:00}; empty when it is closed. */
    String textOf(LocalDate day) {
        return on(day).stream()
                .sorted((a, b) -> Integer.compare(a.opensMinute(), b.opensMinute()))
                .map(Entry::text)
                .collect(Collectors.joining(","));
    }

    private List<Entry> on(LocalDate day) {
        List<Entry> exception = exceptions.get(day);
        if (exception != null) {
            return exception;
        }
        HolidayKind holiday = holidays.get(day);
        if (holiday == HolidayKind.CLOSED) {
            return List.of();
        }
        DayOfWeek weekday = holiday == HolidayKind.WORKDAY ? DayOfWeek.MONDAY : day.getDayOfWeek();
        return entries.stream()
                .filter(entry -> entry.weekday() == weekday.getValue() && entry.holdsOn(day))
                .toList();
    }
}
