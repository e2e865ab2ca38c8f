package io.weiyi.reporting;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Which minutes of the week a window needs, so that opening hours can be asked about them. A window of a week or more
 * needs all. Pure.
 */
final class WeekPieces {

    private static final int DAY_MINUTES = 1440;
    private static final int WEEK_DAYS = 7;

    private WeekPieces() {}

    /** Minutes of one weekday; 1 is Monday, {@code untilMinute} is exclusive. */
    record Piece(int weekday, int fromMinute, int untilMinute) {}

    static List<Piece> of(TimeWindow window) {
        List<Piece> pieces = new ArrayList<>();
        if (window.length().compareTo(Duration.ofDays(WEEK_DAYS)) >= 0) {
            for (int weekday = 1; weekday <= WEEK_DAYS; weekday++) {
                pieces.add(new Piece(weekday, 0, DAY_MINUTES));
            }
            return pieces;
        }
        LocalDate day = BusinessTime.dayOf(window.startsAt());
        for (; BusinessTime.startOf(day).isBefore(window.endsBefore()); day = day.plusDays(1)) {
            TimeWindow whole = BusinessTime.windowOf(day);
            Instant from = window.startsAt().isAfter(whole.startsAt()) ? window.startsAt() : whole.startsAt();
            int first = (int) Duration.between(whole.startsAt(), from).toMinutes();
            int until = DAY_MINUTES;
            if (window.endsBefore().isBefore(whole.endsBefore())) {
                // A started minute is needed whole.
                until = (int) Duration.between(whole.startsAt(), window.endsBefore())
                        .plusMinutes(1)
                        .minusNanos(1)
                        .toMinutes();
            }
            pieces.add(new Piece(day.getDayOfWeek().getValue(), first, until));
        }
        return pieces;
    }
}
