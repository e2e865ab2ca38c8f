package io.weiyi.booking;

import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When an instrument is free, for everybody: who has booked it is nobody else's business and not told. */
@Path("/api/v1/instruments/{id}/availability")
@Produces(MediaType.APPLICATION_JSON)
public class AvailabilityResource {

    private static final Duration LENGTH_MAX = Duration.ofDays(366);

    private final Bookings bookings;

    AvailabilityResource(Bookings bookings) {
        this.bookings = bookings;
    }

    @GET
    @PermitAll
    public Availability between(
            @PathParam("id") String id,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        long instrument = PublicId.inPath(id);
        Checks checks = new Checks();
        TimeWindow frame = Inputs.window(checks, from, to, "from", "to");
        checks.require(frame.length().compareTo(LENGTH_MAX) <= 0, "to", "must be at most 366 days after from");
        checks.orThrow();
        return bookings.availability(instrument, frame);
    }
}
