package io.weiyi.booking;

import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads fields that several calls of this room take. Like {@link Checks}, it returns something harmless after a violation. */
final class Inputs {

    static final int PURPOSE_MAX = 1000;
    private static final int YEAR_MIN = 2000;
    private static final int YEAR_MAX = 2200;
    private static final TimeWindow HARMLESS = new TimeWindow(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));

    private Inputs() {}

    /** A half-open range that is neither reversed nor empty. */
    static TimeWindow window(
            Checks checks, @Nullable String from, @Nullable String until, String fromField, String untilField) {
        int before = checks.violations().size();
        Instant startsAt = checks.instant(from, fromField);
        Instant endsBefore = checks.instant(until, untilField);
        if (checks.violations().size() > before) {
            return HARMLESS;
        }
        if (!startsAt.isBefore(endsBefore)) {
            checks.add(untilField, "must be after " + fromField);
            return HARMLESS;
        }
        return new TimeWindow(startsAt, endsBefore);
    }

    /** An id in a body; one that cannot be an id is as unknown as any other. */
    static long id(Checks checks, @Nullable String text, String field) {
        if (text == null || text.isBlank()) {
            checks.add(field, "must not be empty");
            return 0;
        }
        var id = PublicId.parse(text);
        checks.require(id.isPresent(), field, "is unknown");
        return id.orElse(0);
    }

    /** A day of the city's calendar; a moment with an offset stands for its day. */
    static @Nullable LocalDate day(Checks checks, @Nullable String text, String field) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            LocalDate day = text.contains("T")
                    ? BusinessTime.dayOf(OffsetDateTime.parse(text.strip()).toInstant())
                    : LocalDate.parse(text.strip());
            checks.require(day.getYear() >= YEAR_MIN && day.getYear() <= YEAR_MAX, field, "lies too far away");
            return day;
        } catch (DateTimeParseException e) {
            checks.add(field, "must be a date, such as 2026-11-23");
            return null;
        }
    }

    /** One of an enum's names. */
    static <E extends Enum<E>> E choice(Checks checks, @Nullable String text, Class<E> type, String field) {
        E[] all = type.getEnumConstants();
        for (E one : all) {
            if (one.name().equals(text)) {
                return one;
            }
        }
        checks.add(field, "must be one of " + Arrays.stream(all).map(Enum::name).collect(Collectors.joining(", ")));
        return all[0];
    }
}
