package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class FormatsTest {

    @Test
    void time_anyMoment_inTheCitysTime() {
        assertThat(Formats.time(Instant.parse("2026-11-23T01:05:00Z"))).isEqualTo("2026-11-23 09:05");
        assertThat(Formats.time(null)).isEqualTo("—");
    }

    @Test
    void span_sameDayMidnightAndLater_namesTheDayOnlyWhenNeeded() {
        Instant nine = Instant.parse("2026-11-23T01:00:00Z");
        assertThat(Formats.span(nine, nine.plusSeconds(7200))).isEqualTo("2026-11-23 09:00–11:00");
        assertThat(Formats.span(nine, Instant.parse("2026-11-23T16:00:00Z"))).isEqualTo("2026-11-23 09:00–24:00");
        assertThat(Formats.span(nine, Instant.parse("2026-11-24T02:00:00Z")))
                .isEqualTo("2026-11-23 09:00–2026-11-24 10:00");
    }

    @Test
    void hundredMillion_fen_roundsHalfUpToTwoDecimals() {
        assertThat(Formats.hundredMillion(12_500_000_000_000L / 100)).isEqualTo("12.50");
        assertThat(Formats.hundredMillion(149_999_999L)).isEqualTo("0.01");
        assertThat(Formats.hundredMillion(150_000_000L)).isEqualTo("0.02");
    }

    @Test
    void prefix_levels_cutTheirZeros() {
        assertThat(Formats.prefix("010000")).isEqualTo("01");
        assertThat(Formats.prefix("030100")).isEqualTo("0301");
        assertThat(Formats.prefix("030101")).isEqualTo("030101");
        assertThat(Formats.prefix("990000")).isEqualTo("99");
    }

    @Test
    void percent_partOfWhole_staysWithinBounds() {
        assertThat(Formats.percent(1, 3)).isEqualTo(33);
        assertThat(Formats.percent(5, 0)).isZero();
        assertThat(Formats.percent(9, 3)).isEqualTo(100);
    }

    @Test
    void month_firstDay_yearAndMonth() {
        assertThat(Formats.month(LocalDate.of(2026, 11, 1))).isEqualTo("2026-11");
    }

    @Test
    void hms_seconds_hoursAreNotCut() {
        assertThat(Formats.hms(3725)).isEqualTo("1:02:05");
        assertThat(Formats.hms(360_000)).isEqualTo("100:00:00");
    }
}
