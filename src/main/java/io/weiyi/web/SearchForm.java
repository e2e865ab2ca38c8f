package io.weiyi.web;

import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.time.TimeWindow;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody wrote into the search (检索条件), as they wrote it. */
public record SearchForm(String q, String category, String district, String availableFrom, String availableTo) {

    static SearchForm of(
            @Nullable String q,
            @Nullable String category,
            @Nullable String district,
            @Nullable String availableFrom,
            @Nullable String availableTo) {
        return new SearchForm(
                Inputs.text(q),
                Inputs.text(category),
                Inputs.text(district),
                Inputs.text(availableFrom),
                Inputs.text(availableTo));
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

    /** Carries the span on to the page of an instrument, so that its form is filled in. */
    String span() {
        if (availableFrom.isEmpty() || availableTo.isEmpty()) {
            return "";
        }
        return "?startsAt=" + URLEncoder.encode(availableFrom, StandardCharsets.UTF_8) + "&endsBefore="
                + URLEncoder.encode(availableTo, StandardCharsets.UTF_8) + "#book";
    }
}
