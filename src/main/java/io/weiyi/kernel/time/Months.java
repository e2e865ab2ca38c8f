package io.weiyi.kernel.time;

import io.weiyi.kernel.problem.Checks;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads months as they come from outside, {@code yyyy-MM}. */
public final class Months {

    private static final Pattern MONTH = Pattern.compile("2[01]\\d\\d-(0[1-9]|1[0-2])");

    private Months() {}

    /** The month that is written like this, if it is one. */
    public static Optional<YearMonth> parse(String text) {
        return MONTH.matcher(text).matches() ? Optional.of(YearMonth.parse(text)) : Optional.empty();
    }

    /** A month that may be missing; one that cannot be read is a violation. */
    public static @Nullable YearMonth optional(@Nullable String text, String field, Checks checks) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Optional<YearMonth> month = parse(text.strip());
        checks.require(month.isPresent(), field, "must be a month such as 2026-11");
        return month.orElse(null);
    }
}
