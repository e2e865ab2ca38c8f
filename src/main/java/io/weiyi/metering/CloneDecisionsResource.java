package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** A manager's word on a session of a device that was seen twice. */
@Path("/api/v1/usage-sessions/{id}/clone-decision")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CloneDecisionsResource {

    private final CloneDecisions decisions;
    private final UsageSessions sessions;
    private final CurrentCaller caller;

    CloneDecisionsResource(CloneDecisions decisions, UsageSessions sessions, CurrentCaller caller) {
        this.decisions = decisions;
        this.sessions = sessions;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public UsageSessionJson decide(@PathParam("id") String id, @Nullable DecisionRequest body) {
        if (body == null) {
            throw Problem.malformed("The body is missing.");
        }
        long session = PublicId.inPath(id);
        decisions.decide(caller.get(), session, body.decision(), body.note());
        return sessions.find(caller.get(), session).map(UsageSessionJson::of).orElseThrow(Problem::notFound);
    }

    /** ACCEPT or REJECT, and why. */
    public record DecisionRequest(
            @Nullable String decision, @Nullable String note) {}
}
