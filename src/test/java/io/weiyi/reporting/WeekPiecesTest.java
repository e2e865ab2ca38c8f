package io.weiyi.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Which minutes of the week a window needs. */
class WeekPiecesTest {

    private static final Instant MONDAY = BusinessTime.startOf(LocalDate.of(2026, 11, 30));

    private static TimeWindow window(Duration from, Duration until) {
        return new TimeWindow(MONDAY.plus(from), MONDAY.plus(until));
    }

    @Test
    void of_withinADay_isOnePiece() {
        assertThat(WeekPieces.of(window(Duration.ofHours(9), Duration.ofHours(11))))
                .containsExactly(new WeekPieces.Piece(1, 540, 660));
        assertThat(WeekPieces.of(window(Duration.ZERO, Duration.ofHours(24))))
                .containsExactly(new WeekPieces.Piece(1, 0, 1440));
    }

    @Test
    void of_overMidnight_isAPieceForEachDay() {
        assertThat(WeekPieces.of(window(Duration.ofHours(166), Duration.ofHours(170))))
                .containsExactly(new WeekPieces.Piece(7, 1320, 1440), new WeekPieces.Piece(1, 0, 120));
    }

    @Test
    void of_startedMinutes_areNeededWhole() {
        assertThat(WeekPieces.of(window(Duration.ofSeconds(30), Duration.ofSeconds(61))))
                .containsExactly(new WeekPieces.Piece(1, 0, 2));
    }

    @Test
    void of_aWeekOrMore_isEverything() {
        assertThat(WeekPieces.of(window(Duration.ofHours(9), Duration.ofDays(400))))
                .hasSize(7);
    }
}
