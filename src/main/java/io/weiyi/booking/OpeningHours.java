package io.weiyi.booking;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * When an instrument is open (开放时间), week by week in Asia/Shanghai. No entries at all means that it is never open.
 *
 * @param entries in any order; they may touch, and one that ends at 1440 touches the next day's 0
 */
record OpeningHours(List<Entry> entries) {

    OpeningHours {
        entries = List.copyOf(entries);
    }

    /**
     * @param weekday 1 is Monday
     * @param opensMinute minute of the day, inclusive
     * @param closesMinute exclusive; 1440 is midnight at the end of the day
     */
    record Entry(int weekday, int opensMinute, int closesMinute) {}

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
            for (Entry entry : entries) {
                if (entry.weekday() == day.getDayOfWeek().getValue()) {
                    open.add(new TimeWindow(
                            midnight.plus(Duration.ofMinutes(entry.opensMinute())),
                            midnight.plus(Duration.ofMinutes(entry.closesMinute()))));
                }
            }
        }
        return Spans.within(window, open);
    }
}
