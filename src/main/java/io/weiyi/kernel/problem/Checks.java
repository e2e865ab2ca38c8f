package io.weiyi.kernel.problem;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a request, so that the caller hears of every field at once. Readers return a harmless
 * default after a violation; {@link #orThrow} must be called before any value is used.
 */
public final class Checks {

    private static final int YEAR_MIN = 2000;
    private static final int YEAR_MAX = 2200;

    private final List<Violation> violations = new ArrayList<>();

    public Checks add(String field, String message) {
        violations.add(new Violation(field, message));
        return this;
    }

    public Checks require(boolean holds, String field, String message) {
        if (!holds) {
            add(field, message);
        }
        return this;
    }

    /** A text that must be there, stripped, without control characters, at most so long. */
    public String text(@Nullable String value, String field, int lengthMax) {
        String text = value == null ? "" : value.strip();
        if (text.isEmpty()) {
            add(field, "must not be empty");
        }
        return checked(text, field, lengthMax);
    }

    /** A text that may be missing; missing is empty. */
    public String optionalText(@Nullable String value, String field, int lengthMax) {
        return checked(value == null ? "" : value.strip(), field, lengthMax);
    }

    private String checked(String text, String field, int lengthMax) {
        if (text.length() > lengthMax) {
            add(field, "must have at most " + lengthMax + " characters");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            add(field, "must not contain control characters");
        }
        return text;
    }

    /** A moment with its offset; one without an offset, or outside 2000 to 2200, is a violation. */
    public Instant instant(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            add(field, "must not be empty");
            return Instant.EPOCH;
        }
        try {
            OffsetDateTime moment = OffsetDateTime.parse(value.strip());
            if (moment.getYear() < YEAR_MIN || moment.getYear() > YEAR_MAX) {
                add(field, "must lie between the years " + YEAR_MIN + " and " + YEAR_MAX);
                return Instant.EPOCH;
            }
            return moment.toInstant();
        } catch (DateTimeParseException e) {
            add(field, "must be a date and time with an offset, such as 2026-11-23T09:00:00+08:00");
            return Instant.EPOCH;
        }
    }

    public boolean isEmpty() {
        return violations.isEmpty();
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** Throws the validation problem if anything was wrong. */
    public void orThrow() {
        if (!violations.isEmpty()) {
            throw Problem.validation(violations);
        }
    }
}
