package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Usage sessions over HTTP, with their disputes and evidence. */
@Path("/api/v1/usage-sessions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
    Roles.MEMBER,
    Roles.ORG_ADMIN,
    Roles.FIRM_FINANCE,
    Roles.INSTRUMENT_MANAGER,
    Roles.OPERATOR,
    Roles.PROVIDER_FINANCE,
    Roles.AREA_OFFICE,
    Roles.CITY_OFFICE,
    Roles.FINANCE,
    Roles.LEADER,
    Roles.AUDITOR
})
public class UsageSessionsResource {

    private final UsageSessions sessions;
    private final Disputes disputes;
    private final Evidence evidence;
    private final CurrentCaller caller;

    UsageSessionsResource(UsageSessions sessions, Disputes disputes, Evidence evidence, CurrentCaller caller) {
        this.sessions = sessions;
        this.disputes = disputes;
        this.evidence = evidence;
        this.caller = caller;
    }

    @GET
    public Page<UsageSessionJson> list(
            @QueryParam("instrumentId") @Nullable String instrumentId,
            @QueryParam("bookingId") @Nullable String bookingId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        PageRequest request = PageRequest.of(page, size);
        Checks checks = new Checks();
        Instant since = from == null ? null : checks.instant(from, "from");
        Instant until = to == null ? null : checks.instant(to, "to");
        checks.require(since == null || until == null || since.isBefore(until), "to", "must be after from");
        checks.orThrow();
        OptionalLong instrument = PublicId.parse(instrumentId);
        OptionalLong booking = PublicId.parse(bookingId);
        if ((instrumentId != null && instrument.isEmpty()) || (bookingId != null && booking.isEmpty())) {
            return Page.empty(request);
        }
        UsageSessions.SessionFilter filter = new UsageSessions.SessionFilter(
                instrument.isPresent() ? instrument.getAsLong() : null,
                booking.isPresent() ? booking.getAsLong() : null,
                since,
                until);
        return sessions.list(caller.get(), filter, request).map(UsageSessionJson::of);
    }

    @GET
    @Path("/{id}")
    public UsageSessionJson get(@PathParam("id") String id) {
        return sessions.find(caller.get(), PublicId.inPath(id))
                .map(UsageSessionJson::of)
                .orElseThrow(Problem::notFound);
    }

    @GET
    @Path("/{id}/disputes")
    public List<DisputeJson> disputes(@PathParam("id") String id) {
        return disputes.of(caller.get(), PublicId.inPath(id)).stream()
                .map(DisputeJson::of)
                .toList();
    }

    @GET
    @Path("/{id}/disputes/{dispute}")
    public DisputeJson dispute(@PathParam("id") String id, @PathParam("dispute") String dispute) {
        long wanted = PublicId.inPath(dispute);
        return disputes.of(caller.get(), PublicId.inPath(id)).stream()
                .filter(known -> known.id() == wanted)
                .findFirst()
                .map(DisputeJson::of)
                .orElseThrow(Problem::notFound);
    }

    @GET
    @Path("/{id}/evidence")
    @Produces("application/zip")
    public Response evidence(@PathParam("id") String id) {
        Evidence.EvidenceFile file = evidence.of(caller.get(), PublicId.inPath(id));
        return Response.ok(file.content())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
