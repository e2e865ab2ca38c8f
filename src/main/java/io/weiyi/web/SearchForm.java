package io.weiyi.web;

import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.time.TimeWindow;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody wrote into the search (检索条件), as they wrote it. */
public record SearchForm(
        String q, String category, String district, String availableFrom, String availableTo, String hours) {

    private static final int HOURS_MAX = 240;
    private static final Duration AHEAD = Duration.ofDays(14);
    private static final Duration SPAN_MAX = Duration.ofDays(92);

    static SearchForm of(
            @Nullable String q,
            @Nullable String category,
            @Nullable String district,
            @Nullable String availableFrom,
            @Nullable String availableTo,
            @Nullable String hours) {
        return new SearchForm(
                Inputs.text(q),
                Inputs.text(category),
                Inputs.text(district),
                Inputs.text(availableFrom),
                Inputs.text(availableTo),
                Inputs.text(hours));
    }

    /** The window in which an instrument must be free; null when none is asked for. */
    @Nullable
    TimeWindow free(Checks checks) {
        if (availableFrom.isEmpty() && availableTo.isEmpty()) {
            return null;
        }
        Optional<Instant> from = Inputs.moment(availableFrom);
        Optional<Instant> to = Inputs.moment(availableTo);
        checks.require(from.isPresent(), "availableFrom", "must be a date and time");
        checks.require(to.isPresent(), "availableTo", "must be a date and time");
        if (from.isEmpty() || to.isEmpty()) {
            return null;
        }
        checks.require(from.get().isBefore(to.get()), "availableTo", "must be after the start");
        return checks.isEmpty() ? new TimeWindow(from.get(), to.get()) : null;
    }

    /** How many hours must be free somewhere within the span; null when the whole span must be. */
    @Nullable
    Duration length(Checks checks) {
        if (hours.isEmpty()) {
            return null;
        }
        boolean whole = hours.matches("[0-9]{1,3}");
        checks.require(whole, "hours", "must be a whole number");
        int count = whole ? Integer.parseInt(hours) : 1;
        checks.require(count >= 1 && count <= HOURS_MAX, "hours", "must lie between 1 and " + HOURS_MAX);
        return Duration.ofHours(count);
    }

    /** The span in which to find a time; two weeks from now when none is given. */
    TimeWindow within(Checks checks, Instant now) {
        TimeWindow given = free(checks);
        TimeWindow span = given == null ? new TimeWindow(now, now.plus(AHEAD)) : given;
        checks.require(span.length().compareTo(SPAN_MAX) <= 0, "availableTo", "lies too far away");
        return span;
    }

    /** Carries the span on to the page of an instrument, so that its form is filled in. */
    String span() {
        if (!hours.isEmpty() || availableFrom.isEmpty() || availableTo.isEmpty()) {
            return "";
        }
        return "?startsAt=" + URLEncoder.encode(availableFrom, StandardCharsets.UTF_8) + "&endsBefore="
                + URLEncoder.encode(availableTo, StandardCharsets.UTF_8) + "#book";
    }
}
