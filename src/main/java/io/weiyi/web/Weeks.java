package io.weiyi.web;

import io.weiyi.booking.Availability;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A calendar week of an instrument as a table, for readers without JavaScript. */
final class Weeks {

    private static final int DAYS = 7;

    private Weeks() {}

    /** The week that is shown. */
    record Week(LocalDate monday, LocalDate sunday, LocalDate previous, LocalDate next, List<Day> days) {}

    /** One day with its free and its busy spans. */
    record Day(LocalDate date, int weekday, List<Span> free, List<Span> busy) {}

    /** A span as text; the kind is empty when it is free. */
    record Span(String text, String kind) {

        public String css() {
            return kind.equals("CLOSED") ? "closed" : "taken";
        }
    }

    /** The Monday that is asked for, else the one of this week; far away weeks are not read. */
    static LocalDate monday(@Nullable String text, Instant now) {
        LocalDate here = BusinessTime.mondayOf(now);
        if (text == null || text.isBlank()) {
            return here;
        }
        try {
            LocalDate asked = BusinessTime.mondayOf(BusinessTime.startOf(LocalDate.parse(text.strip())));
            boolean near = asked.isAfter(here.minusYears(2)) && asked.isBefore(here.plusYears(2));
            return near ? asked : here;
        } catch (DateTimeParseException e) {
            return here;
        }
    }

    static TimeWindow window(LocalDate monday) {
        return new TimeWindow(BusinessTime.startOf(monday), BusinessTime.startOf(monday.plusDays(DAYS)));
    }

    static Week of(LocalDate monday, Availability availability) {
        List<Day> days = new ArrayList<>();
        for (int i = 0; i < DAYS; i++) {
            LocalDate date = monday.plusDays(i);
            TimeWindow day = BusinessTime.windowOf(date);
            List<Span> free = new ArrayList<>();
            availability.free().forEach(w -> add(free, day, w.startsAt(), w.endsBefore(), ""));
            List<Span> busy = new ArrayList<>();
            availability
                    .busy()
                    .forEach(b -> add(
                            busy, day, b.startsAt(), b.endsBefore(), b.kind().name()));
            days.add(new Day(date, i + 1, free, busy));
        }
        return new Week(monday, monday.plusDays(DAYS - 1), monday.minusDays(DAYS), monday.plusDays(DAYS), days);
    }

    private static void add(List<Span> spans, TimeWindow day, Instant startsAt, Instant endsBefore, String kind) {
        if (!startsAt.isBefore(day.endsBefore()) || !day.startsAt().isBefore(endsBefore)) {
            return;
        }
        Instant from = startsAt.isBefore(day.startsAt()) ? day.startsAt() : startsAt;
        Instant to = endsBefore.isAfter(day.endsBefore()) ? day.endsBefore() : endsBefore;
        spans.add(new Span(Formats.clock(from) + "–" + Formats.until(BusinessTime.dayOf(from), to), kind));
    }
}
