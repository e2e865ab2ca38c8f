package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** A manager's word that a device that was seen twice is one again. */
@Path("/api/v1/devices/{id}/settle-clone")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CloneSettlementResource {

    private final CloneDecisions decisions;
    private final CurrentCaller caller;

    CloneSettlementResource(CloneDecisions decisions, CurrentCaller caller) {
        this.decisions = decisions;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public DeviceJson settle(@PathParam("id") String id, @Nullable SettleRequest body) {
        if (body == null) {
            throw Problem.malformed("The body is missing.");
        }
        return DeviceJson.of(decisions.settle(caller.get(), id, body.note()));
    }

    /** Why the device is one again. */
    public record SettleRequest(@Nullable String note) {}
}
