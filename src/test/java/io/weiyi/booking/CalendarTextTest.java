package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a feed says, read back by an independent reader. */
class CalendarTextTest {

    private static final Instant START = Instant.parse("2026-11-24T01:00:00Z");

    @Test
    void feed_anyName_isOneEventWithThatNameAndNothingMore() {
        String evil = "电镜\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:x;SUMMARY:y,z\\n\u2028ATTENDEE:mailto:a\u0085\u0007"
                + "长".repeat(90) + "😀".repeat(30);
        String text = CalendarText.of(evil, List.of(event(evil, "CONFIRMED", 3), event("x", "CANCELLED", 4)), START);
        for (String line : text.split("\r\n")) {
            assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75);
        }
        assertThat(text.replace("\r\n", "")).doesNotContain("\n", "\r");
        ICalendar read = Biweekly.parse(text).first();
        assertThat(read.getEvents()).hasSize(2);
        VEvent event = read.getEvents().get(0);
        assertThat(event.getSummary().getValue())
                .startsWith("电镜")
                .contains("END:VEVENT", "SUMMARY:y,z\\n")
                .endsWith("😀");
        assertThat(event.getSummary()
                        .getValue()
                        .codePoints()
                        .filter(c -> c == '长')
                        .count())
                .isEqualTo(90);
        assertThat(event.getAttendees()).isEmpty();
        assertThat(event.getUid().getValue()).isEqualTo("booking-7@weiyi");
        assertThat(event.getSequence().getValue()).isEqualTo(3);
        assertThat(event.getDateStart().getValue().toInstant()).isEqualTo(START);
        assertThat(event.getDateEnd().getValue().toInstant()).isEqualTo(START.plusSeconds(7200));
        assertThat(read.getEvents().get(1).getStatus().isCancelled()).isTrue();
        assertThat(read.validate(ICalVersion.V2_0).isEmpty())
                .as(read.validate(ICalVersion.V2_0).toString())
                .isTrue();
    }

    private static CalendarText.Event event(String name, String status, int sequence) {
        return new CalendarText.Event(
                "booking-7@weiyi", sequence, status, START, START.plusSeconds(7200), name, "A 楼; 301, 北", name);
    }
}
