package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Disputes about a session over HTTP: opening, answering and deciding. {@link UsageSessionsResource} reads them. */
@Path("/api/v1/usage-sessions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
    Roles.MEMBER,
    Roles.ORG_ADMIN,
    Roles.FIRM_FINANCE,
    Roles.INSTRUMENT_MANAGER,
    Roles.OPERATOR,
    Roles.AREA_OFFICE,
    Roles.CITY_OFFICE
})
public class DisputesResource {

    private final Disputes disputes;
    private final CurrentCaller caller;

    DisputesResource(Disputes disputes, CurrentCaller caller) {
        this.disputes = disputes;
        this.caller = caller;
    }

    @POST
    @Path("/{id}/disputes")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    public Response open(@PathParam("id") String id, @Nullable OpenRequest body) {
        long session = PublicId.inPath(id);
        DisputeInfo opened = disputes.open(caller.get(), session, required(body).reason());
        return Response.created(URI.create("/api/v1/usage-sessions/" + session + "/disputes/" + opened.id()))
                .entity(DisputeJson.of(opened))
                .build();
    }

    @POST
    @Path("/{id}/disputes/{dispute}/answer")
    @Consumes(MediaType.APPLICATION_JSON)
    public DisputeJson answer(
            @PathParam("id") String id, @PathParam("dispute") String dispute, @Nullable AnswerRequest body) {
        return DisputeJson.of(disputes.answer(
                caller.get(),
                PublicId.inPath(id),
                PublicId.inPath(dispute),
                required(body).text()));
    }

    @POST
    @Path("/{id}/disputes/{dispute}/decide")
    @Consumes(MediaType.APPLICATION_JSON)
    public DisputeJson decide(
            @PathParam("id") String id, @PathParam("dispute") String dispute, @Nullable DecideRequest body) {
        DecideRequest wanted = required(body);
        return DisputeJson.of(disputes.decide(
                caller.get(),
                PublicId.inPath(id),
                PublicId.inPath(dispute),
                new DisputeInfo.Decision(
                        Objects.requireNonNullElse(wanted.decision(), ""),
                        wanted.activeSeconds(),
                        wanted.idleSeconds(),
                        Objects.requireNonNullElse(wanted.note(), ""))));
    }

    @POST
    @Path("/{id}/disputes/{dispute}/withdraw")
    public DisputeJson withdraw(@PathParam("id") String id, @PathParam("dispute") String dispute) {
        return DisputeJson.of(disputes.withdraw(caller.get(), PublicId.inPath(id), PublicId.inPath(dispute)));
    }

    private static <T> T required(@Nullable T body) {
        if (body == null) {
            throw Problem.malformed("The body is missing.");
        }
        return body;
    }

    /** Why somebody disputes a session. */
    public record OpenRequest(@Nullable String reason) {}

    /** What the other side says. */
    public record AnswerRequest(@Nullable String text) {}

    /** UPHOLD, or ADJUST with the figures that shall hold. */
    public record DecideRequest(
            @Nullable String decision,
            @Nullable Long activeSeconds,
            @Nullable Long idleSeconds,
            @Nullable String note) {}
}
