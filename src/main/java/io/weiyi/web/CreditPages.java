package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.Credits;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.reporting.CreditReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The credit record: a person sees what counts against them and says something to it; the owner decides. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class CreditPages {

    private static final int UNPROCESSABLE = 422;

    /** The entries of a person, or those at a lab. */
    record CreditPage(
            boolean lab,
            boolean decides,
            List<CreditReport.Row> rows,
            FormErrors errors,
            @Nullable String done) implements TemplateInstance {}

    private final CreditReport report;
    private final Credits credits;
    private final CurrentCaller callers;
    private final Refusals refusals;

    CreditPages(CreditReport report, Credits credits, CurrentCaller callers, Refusals refusals) {
        this.report = report;
        this.credits = credits;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @Path("credit")
    @RolesAllowed(Roles.MEMBER)
    public TemplateInstance mine(@QueryParam("done") @Nullable String done) {
        return page(false, FormErrors.NONE, done);
    }

    @GET
    @Path("lab/credit")
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance atLab(@QueryParam("done") @Nullable String done) {
        return page(true, FormErrors.NONE, done);
    }

    private CreditPage page(boolean lab, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        List<CreditReport.Row> rows = lab
                ? report.atOwners(caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR))
                : report.ofPerson(caller.personId());
        return new CreditPage(lab, lab && caller.has(Role.INSTRUMENT_MANAGER), rows, errors, done);
    }

    @POST
    @Path("credit/{id}/appeal")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response appeal(@PathParam("id") String id, @RestForm @Nullable String words) {
        return done(false, id, entry -> credits.appeal(callers.get(), entry, Inputs.text(words)));
    }

    @POST
    @Path("lab/credit/{id}/decide")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response decide(
            @PathParam("id") String id, @RestForm @Nullable String granted, @RestForm @Nullable String answer) {
        return done(
                true, id, entry -> credits.decide(callers.get(), entry, "yes".equals(granted), Inputs.text(answer)));
    }

    private Response done(boolean lab, String id, LongConsumer step) {
        long entry = PublicId.inPath(id);
        try {
            step.accept(entry);
            return Back.to((lab ? "/lab/credit" : "/credit") + "?done=saved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(lab, refusals.of(problem, Set.of()), null))
                    .build();
        }
    }
}
