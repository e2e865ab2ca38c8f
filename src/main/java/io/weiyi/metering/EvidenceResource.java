package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Evidence files over HTTP. */
@Path("/api/v1/usage-sessions/{id}/evidence")
public class EvidenceResource {

    private final Evidence evidence;
    private final CurrentCaller caller;

    EvidenceResource(Evidence evidence, CurrentCaller caller) {
        this.evidence = evidence;
        this.caller = caller;
    }

    @GET
    @Produces("application/zip")
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
    public Response get(@PathParam("id") String id) {
        Evidence.EvidenceFile file = evidence.of(caller.get(), PublicId.inPath(id));
        return Response.ok(file.content())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
