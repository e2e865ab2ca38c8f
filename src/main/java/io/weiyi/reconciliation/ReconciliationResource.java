package io.weiyi.reconciliation;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.Months;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** The month's matching: finance runs and resolves, leaders and auditors read. */
@Path("/api/v1/reconciliation")
@Produces(MediaType.APPLICATION_JSON)
public class ReconciliationResource {

    private final Reconciliation reconciliation;

    ReconciliationResource(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** Why something is resolved or undone. */
    public record NoteInput(@Nullable String note) {}

    @GET
    @Path("/{month}")
    @RolesAllowed({Roles.FINANCE, Roles.LEADER, Roles.AUDITOR})
    public ReconciliationJson get(@PathParam("month") String month) {
        return ReconciliationJson.of(reconciliation.of(month(month)));
    }

    @POST
    @Path("/{month}/runs")
    @RolesAllowed(Roles.FINANCE)
    public ReconciliationJson run(@PathParam("month") String month) {
        return ReconciliationJson.of(reconciliation.ask(month(month)));
    }

    @POST
    @Path("/discrepancies/{id}/resolve")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.FINANCE)
    public void resolve(@PathParam("id") String id, @Nullable NoteInput body) {
        reconciliation.resolve(PublicId.inPath(id), note(body));
    }

    @POST
    @Path("/matches/{id}/undo")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.FINANCE)
    public void undo(@PathParam("id") String id, @Nullable NoteInput body) {
        reconciliation.undo(PublicId.inPath(id), note(body));
    }

    private static String note(@Nullable NoteInput body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        String note = body.note();
        return note == null ? "" : note;
    }

    private static YearMonth month(String text) {
        return Months.parse(text).orElseThrow(Problem::notFound);
    }
}
