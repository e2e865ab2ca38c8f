package io.weiyi.web;

import io.weiyi.booking.BookingMode;
import io.weiyi.booking.NewBooking;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.ws.rs.core.UriBuilder;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody wrote into the booking form (预约表单), as they wrote it. */
public record BookingForm(String startsAt, String endsBefore, String mode, String purpose) {

    private static final int PURPOSE_LENGTH_MAX = 1000;

    static BookingForm of(
            @Nullable String startsAt, @Nullable String endsBefore, @Nullable String mode, @Nullable String purpose) {
        return new BookingForm(
                Inputs.text(startsAt),
                Inputs.text(endsBefore),
                "ASSISTED".equals(Inputs.text(mode)) ? "ASSISTED" : "SELF",
                Inputs.text(purpose));
    }

    boolean isFilled() {
        return !startsAt.isEmpty() && !endsBefore.isEmpty();
    }

    /** The window if both ends can be read and are in order. */
    Optional<TimeWindow> window() {
        Optional<Instant> from = Inputs.moment(startsAt);
        Optional<Instant> to = Inputs.moment(endsBefore);
        return from.isPresent() && to.isPresent() && from.get().isBefore(to.get())
                ? Optional.of(new TimeWindow(from.get(), to.get()))
                : Optional.empty();
    }

    /** The booking that is wanted; fields that cannot be read are a validation problem. */
    NewBooking read(long instrumentId) {
        Checks checks = new Checks();
        checks.require(Inputs.moment(startsAt).isPresent(), "startsAt", "must be a date and time");
        checks.require(Inputs.moment(endsBefore).isPresent(), "endsBefore", "must be a date and time");
        checks.require(!checks.isEmpty() || window().isPresent(), "endsBefore", "must be after the start");
        String why = checks.optionalText(purpose, "purpose", PURPOSE_LENGTH_MAX);
        checks.orThrow();
        return new NewBooking(instrumentId, window().orElseThrow(), BookingMode.valueOf(mode), why);
    }

    /** The page of the instrument with this form filled in. */
    String address(long instrumentId) {
        return UriBuilder.fromPath("/instruments/{id}")
                .queryParam("startsAt", "{a}")
                .queryParam("endsBefore", "{b}")
                .queryParam("mode", "{c}")
                .queryParam("purpose", "{d}")
                .fragment("book")
                .build(instrumentId, startsAt, endsBefore, mode, purpose)
                .toASCIIString();
    }
}
