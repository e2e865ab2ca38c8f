package io.weiyi.billing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what comes with invoices and bank receipts. */
final class SettlingChecks {

    /** A hundred million yuan: what is above it is a slip of the finger. */
    private static final long AMOUNT_FEN_MAX = 10_000_000_000L;

    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);

    private SettlingChecks() {}

    /** The part of a form that carries the data, as JSON text. */
    static <T> T data(@Nullable String text, Class<T> type, ObjectMapper json) {
        if (text == null || text.isBlank()) {
            throw Problem.validation("data", "must not be empty");
        }
        try {
            T data = json.readValue(text, type);
            if (data == null) {
                throw Problem.validation("data", "must be a JSON object");
            }
            return data;
        } catch (MismatchedInputException e) {
            throw Problem.validation(field(e), "has the wrong type");
        } catch (JsonMappingException e) {
            throw Problem.validation(field(e), "is out of range");
        } catch (JsonProcessingException e) {
            throw Problem.malformed("The part named data is not valid JSON.");
        }
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .findFirst()
                .orElse("data");
    }

    /** A day that has come already. */
    static LocalDate day(@Nullable String text, String field, LocalDate today, Checks checks) {
        String given = checks.text(text, field, 10);
        if (given.isEmpty()) {
            return today;
        }
        try {
            LocalDate day = LocalDate.parse(given);
            checks.require(
                    !day.isBefore(FIRST_DAY) && !day.isAfter(today), field, "must lie between 2000-01-01 and today");
            return day;
        } catch (DateTimeParseException e) {
            checks.add(field, "must be a date such as 2026-11-23");
            return today;
        }
    }

    static Fen amount(@Nullable Long fen, String field, Checks checks) {
        if (fen != null && fen > 0 && fen <= AMOUNT_FEN_MAX) {
            return Fen.of(fen);
        }
        checks.add(field, "must be a positive number of fen, at most " + AMOUNT_FEN_MAX);
        return Fen.of(1);
    }

    static @Nullable String optional(@Nullable String text, String field, int lengthMax, Checks checks) {
        String given = checks.optionalText(text, field, lengthMax);
        return given.isEmpty() ? null : given;
    }

    static @Nullable String upper(@Nullable String code) {
        return code == null ? null : code.toUpperCase(Locale.ROOT);
    }

    /** The charge of the path and what else is named, each once. */
    static List<Long> charges(long first, @Nullable List<String> others) {
        List<Long> all = Stream.concat(
                        Stream.of(first),
                        (others == null ? List.<String>of() : others)
                                .stream().map(id -> PublicId.parse(id).orElse(-1)))
                .distinct()
                .toList();
        if (all.contains(-1L)) {
            throw Problem.validation("chargeIds", "must be ids of charges");
        }
        return all;
    }
}
