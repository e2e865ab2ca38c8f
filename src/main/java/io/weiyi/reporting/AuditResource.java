package io.weiyi.reporting;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.audit.AuditChain;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The audit chain: a check of all of it for the auditor, and the daily heads for anybody who wants to keep them. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private final AuditChain chain;

    AuditResource(AuditChain chain) {
        this.chain = chain;
    }

    @GET
    @Path("/verification")
    @RolesAllowed(Roles.AUDITOR)
    public AuditChain.Report verify() {
        return chain.verify();
    }

    @GET
    @Path("/heads")
    @PermitAll
    public List<AuditChain.Head> heads() {
        return chain.heads();
    }
}
