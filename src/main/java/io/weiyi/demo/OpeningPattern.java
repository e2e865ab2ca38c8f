package io.weiyi.demo;

import java.util.ArrayList;
import java.util.List;

/** When an instrument may be booked (开放时间), as labs really open; minutes of the day, weekday 1 is Monday. */
enum OpeningPattern {
    /** Office hours with a closed noon. */
    OFFICE(5, List.of(new Span(510, 690), new Span(810, 1050))),
    /** The same without the noon break. */
    THROUGH(5, List.of(new Span(510, 1050))),
    /** Into the evening on working days. */
    EVENING(5, List.of(new Span(480, 1260))),
    /** Monday to Saturday. */
    SIX_DAYS(6, List.of(new Span(510, 1050))),
    /** Every day from morning to late evening, as in university labs. */
    DAILY(7, List.of(new Span(480, 1320))),
    /** Round the clock. */
    ALWAYS(7, List.of(new Span(0, 1440)));

    private final List<Opening> openings;
    private final List<List<Opening>> byWeekday;

    OpeningPattern(int days, List<Span> spans) {
        List<Opening> all = new ArrayList<>();
        for (int weekday = 1; weekday <= days; weekday++) {
            for (Span span : spans) {
                all.add(new Opening(weekday, span.opens(), span.closes()));
            }
        }
        openings = List.copyOf(all);
        List<List<Opening>> week = new ArrayList<>();
        for (int weekday = 0; weekday <= 7; weekday++) {
            int wanted = weekday;
            week.add(all.stream().filter(o -> o.weekday() == wanted).toList());
        }
        byWeekday = List.copyOf(week);
    }

    List<Opening> openings() {
        return openings;
    }

    /** The openings of one weekday in order. */
    List<Opening> on(int weekday) {
        return byWeekday.get(weekday);
    }

    private record Span(int opens, int closes) {}

    /** One span of one weekday. */
    record Opening(int weekday, int opensMinute, int closesMinute) {}
}
