package io.weiyi.web;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what people wrote into fields; what cannot be read is empty. */
final class Inputs {

    private static final int YEAR_MIN = 2000;
    private static final int YEAR_MAX = 2200;

    private Inputs() {}

    static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    /** A date and time field, in the city's time: {@code 2026-11-24T09:00} or with a space. */
    static Optional<Instant> moment(@Nullable String value) {
        try {
            LocalDateTime local = LocalDateTime.parse(text(value).replace(' ', 'T'));
            boolean sane = local.getYear() >= YEAR_MIN && local.getYear() <= YEAR_MAX;
            return sane ? Optional.of(local.atZone(BusinessTime.ZONE).toInstant()) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static Optional<LocalDate> day(@Nullable String value) {
        try {
            LocalDate day = LocalDate.parse(text(value));
            return day.getYear() >= YEAR_MIN && day.getYear() <= YEAR_MAX ? Optional.of(day) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static Optional<YearMonth> month(@Nullable String value) {
        try {
            YearMonth month = YearMonth.parse(text(value));
            return month.getYear() >= YEAR_MIN && month.getYear() <= YEAR_MAX ? Optional.of(month) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
