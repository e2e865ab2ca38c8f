package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The logbook and the filing of unbooked use over HTTP. */
@Path("/api/v1/usage-sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
public class LogbookResource {

    private final Logbook logbook;
    private final SessionFilings filings;
    private final CurrentCaller caller;

    LogbookResource(Logbook logbook, SessionFilings filings, CurrentCaller caller) {
        this.logbook = logbook;
        this.filings = filings;
        this.caller = caller;
    }

    /** Rows for the logbook of one instrument. */
    public record NewRows(
            @Nullable String instrumentId, @Nullable List<@Nullable NewRow> rows) {}

    /** One of them. */
    public record NewRow(
            @Nullable String startedAt,
            @Nullable String endedAt,
            @Nullable String person,
            @Nullable String purpose,
            @Nullable String bookingId) {}

    /** What was made of them. */
    public record Made(List<UsageSessionJson> items) {}

    /** Sessions to be filed. */
    public record NewFiling(
            @Nullable List<@Nullable String> sessionIds,
            @Nullable String kind) {}

    /** What was filed. */
    public record Filing(List<String> sessionIds, String kind) {}

    @POST
    @Idempotent
    public Response enter(@Nullable NewRows body) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        Checks checks = new Checks();
        long instrument = id(checks, body.instrumentId(), "instrumentId");
        List<@Nullable NewRow> given = body.rows() == null ? List.of() : body.rows();
        checks.require(
                !given.isEmpty() && given.size() <= Logbook.ROWS_MAX,
                "rows",
                "must be 1 to " + Logbook.ROWS_MAX + " rows");
        checks.orThrow();
        List<Logbook.Row> rows = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            rows.add(row(checks, "rows[" + i + "]", given.get(i)));
        }
        checks.orThrow();
        List<UsageSessionJson> made = logbook.enter(caller.get(), instrument, rows).stream()
                .map(UsageSessionJson::of)
                .toList();
        return Response.status(Response.Status.CREATED).entity(new Made(made)).build();
    }

    private static Logbook.Row row(Checks checks, String at, @Nullable NewRow row) {
        if (row == null) {
            checks.add(at, "must not be empty");
            return new Logbook.Row(null, null, null, null, null);
        }
        Instant from = checks.instant(row.startedAt(), at + ".startedAt");
        Instant until = checks.instant(row.endedAt(), at + ".endedAt");
        Long booking = row.bookingId() == null ? null : id(checks, row.bookingId(), at + ".bookingId");
        return new Logbook.Row(from, until, row.person(), row.purpose(), booking);
    }

    @POST
    @Path("filings")
    @Idempotent
    public Response file(@Nullable NewFiling body) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        List<@Nullable String> given = body.sessionIds() == null ? List.of() : body.sessionIds();
        List<Long> ids = new ArrayList<>();
        Checks checks = new Checks();
        for (int i = 0; i < given.size() && i <= SessionFilings.SESSIONS_MAX; i++) {
            ids.add(id(checks, given.get(i), "sessionIds[" + i + "]"));
        }
        checks.orThrow();
        filings.file(caller.get(), ids, body.kind());
        return Response.status(Response.Status.CREATED)
                .entity(new Filing(ids.stream().map(String::valueOf).toList(), String.valueOf(body.kind())))
                .build();
    }

    private static long id(Checks checks, @Nullable String text, String field) {
        checks.require(text != null && !text.isBlank(), field, "must not be empty");
        OptionalLong id = PublicId.parse(text);
        checks.require(text == null || text.isBlank() || id.isPresent(), field, "is unknown");
        return id.orElse(0);
    }
}
