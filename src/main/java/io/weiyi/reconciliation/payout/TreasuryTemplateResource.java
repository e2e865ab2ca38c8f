package io.weiyi.reconciliation.payout;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forms of payment lists. */
@Path("/api/v1/treasury-templates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TreasuryTemplateResource {

    private final TreasuryTemplates templates;

    TreasuryTemplateResource(TreasuryTemplates templates) {
        this.templates = templates;
    }

    /** What the form is called, and its columns. */
    public record TemplateInput(
            @Nullable String name, @Nullable List<TreasuryTemplates.ColumnInput> columns) {}

    @GET
    @RolesAllowed({Roles.FINANCE, Roles.AUDITOR})
    public List<TreasuryTemplate> list() {
        return templates.all();
    }

    @PUT
    @Path("/{code}")
    @RolesAllowed(Roles.FINANCE)
    public TreasuryTemplate save(@PathParam("code") String code, @Nullable TemplateInput body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        return templates.save(code, body.name(), body.columns());
    }
}
