package io.weiyi.booking;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * An iCalendar file (RFC 5545). Times are UTC, which Outlook, Apple and Google all turn into the reader's zone. Every text
 * is escaped and stripped of control characters, so that no name can begin a line of its own; lines fold at 75 bytes and
 * never within a character.
 */
final class CalendarText {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LINE_BYTES_MAX = 75;

    private final StringBuilder out = new StringBuilder();

    private CalendarText() {}

    /**
     * An event of a feed.
     *
     * @param uid the same for the whole life of the event
     * @param sequence greater after each change
     * @param status TENTATIVE, CONFIRMED or CANCELLED
     */
    record Event(
            String uid,
            int sequence,
            String status,
            Instant startsAt,
            Instant endsBefore,
            String summary,
            String location,
            String description) {}

    static String of(String name, List<Event> events, Instant now) {
        CalendarText text = new CalendarText();
        text.line("BEGIN", "VCALENDAR");
        text.line("VERSION", "2.0");
        text.line("PRODID", "-//Weiyi//Bookings//ZH");
        text.line("CALSCALE", "GREGORIAN");
        text.line("METHOD", "PUBLISH");
        text.line("X-WR-CALNAME", escaped(name));
        text.line("X-WR-TIMEZONE", "Asia/Shanghai");
        text.line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        text.line("X-PUBLISHED-TTL", "PT15M");
        events.forEach(event -> text.event(event, now));
        text.line("END", "VCALENDAR");
        return text.out.toString();
    }

    private void event(Event event, Instant now) {
        line("BEGIN", "VEVENT");
        line("UID", event.uid());
        line("SEQUENCE", Integer.toString(event.sequence()));
        line("DTSTAMP", UTC.format(now));
        line("DTSTART", UTC.format(event.startsAt()));
        line("DTEND", UTC.format(event.endsBefore()));
        line("STATUS", event.status());
        line("TRANSP", event.status().equals("CANCELLED") ? "TRANSPARENT" : "OPAQUE");
        line("SUMMARY", escaped(event.summary()));
        if (!event.location().isBlank()) {
            line("LOCATION", escaped(event.location()));
        }
        if (!event.description().isBlank()) {
            line("DESCRIPTION", escaped(event.description()));
        }
        line("END", "VEVENT");
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.replace("\r\n", "\n").replace('\r', '\n').codePoints().forEach(c -> {
            switch (c) {
                case '\\', ';', ',' -> escaped.append('\\').appendCodePoint(c);
                case '\n' -> escaped.append("\\n");
                // Some readers take these for the end of a line too.
                case 0x85, 0x2028, 0x2029 -> escaped.append(' ');
                default -> {
                    boolean odd = Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
                    escaped.appendCodePoint(odd ? ' ' : c);
                }
            }
        });
        return escaped.toString();
    }

    private void line(String name, String value) {
        String line = name + ":" + value;
        int bytes = 0;
        for (int i = 0; i < line.length(); ) {
            int point = line.codePointAt(i);
            String character = Character.toString(point);
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > LINE_BYTES_MAX) {
                out.append("\r\n ");
                bytes = 1;
            }
            out.append(character);
            bytes += size;
            i += Character.charCount(point);
        }
        out.append("\r\n");
    }
}
