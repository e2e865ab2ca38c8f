package io.weiyi.booking;

import io.weiyi.kernel.problem.Checks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Opening hours as an owner writes them (开放时间): {@code 08:30-12:00,13:00-18:00}; empty is closed. */
public final class WeekHours {

    private static final Pattern SPAN =
            Pattern.compile("([01]?\\d|2[0-4]):([0-5]\\d)\\s*[-–—~]\\s*([01]?\\d|2[0-4]):([0-5]\\d)");
    private static final int DAY = 1440;
    private static final int TEXT_MAX = 200;

    private WeekHours() {}

    /** A span of a day in minutes; 1440 is midnight at its end. */
    public record Span(int opensMinute, int closesMinute) {

        private String text() {
            return clock(opensMinute) + "-" + clock(closesMinute);
        }

        private static String clock(int minute) {
            return String.format("%02d:%02d", minute / 60, minute % 60);
        }
    }

    /** The spans that somebody wrote; what cannot be read, or overlaps, is a violation of the field. */
    static List<Span> parse(Checks checks, String text, String field) {
        List<Span> spans = new ArrayList<>();
        if (text.isBlank()) {
            return spans;
        }
        checks.require(text.length() <= TEXT_MAX, field, "must have at most " + TEXT_MAX + " characters");
        for (String part : text.length() > TEXT_MAX ? new String[0] : text.split("[,，;；]", -1)) {
            Matcher span = SPAN.matcher(part.strip());
            if (!span.matches()) {
                checks.add(field, "must be hours such as 08:30-12:00,13:00-18:00");
                return List.of();
            }
            int opens = minute(span.group(1), span.group(2));
            int closes = minute(span.group(3), span.group(4));
            checks.require(opens < closes && closes <= DAY, field, "must be hours such as 08:30-12:00,13:00-18:00");
            spans.add(new Span(opens, closes));
        }
        spans.sort(Comparator.comparingInt(Span::opensMinute));
        for (int i = 1; i < spans.size(); i++) {
            checks.require(spans.get(i - 1).closesMinute() <= spans.get(i).opensMinute(), field, "must not overlap");
        }
        return spans;
    }

    private static int minute(String hours, String minutes) {
        return Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
    }

    /** The spans as they are written. */
    static String text(List<Span> spans) {
        return spans.stream()
                .sorted(Comparator.comparingInt(Span::opensMinute))
                .map(Span::text)
                .collect(Collectors.joining(","));
    }
}
