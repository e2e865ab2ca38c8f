package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.OverrunPolicies;
import io.weiyi.metering.OverrunPolicy;
import io.weiyi.reporting.ControlReport;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** What happens at an instrument's PC: the owner's rules for overtime and hooks, and what was done there. */
@Path("/lab/instruments/{id}/desk")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class DeskPages {

    private static final int UNPROCESSABLE = 422;

    /** Rules and records of one instrument. */
    record DeskPage(
            InstrumentInfo it,
            DeskForm form,
            List<OverrunPolicy> history,
            List<ControlReport.Row> controls,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    private final Catalogue catalogue;
    private final OverrunPolicies policies;
    private final ControlReport report;
    private final CurrentCaller callers;
    private final Refusals refusals;

    DeskPages(
            Catalogue catalogue,
            OverrunPolicies policies,
            ControlReport report,
            CurrentCaller callers,
            Refusals refusals) {
        this.catalogue = catalogue;
        this.policies = policies;
        this.report = report;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public TemplateInstance desk(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        long instrument = PublicId.inPath(id);
        return page(instrument, DeskForm.of(policies.of(instrument)), FormErrors.NONE, done);
    }

    private DeskPage page(long id, DeskForm form, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        InstrumentInfo it = catalogue
                .find(id)
                .filter(instrument -> caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId()))
                .orElseThrow(Problem::notFound);
        return new DeskPage(it, form, policies.history(caller, id), report.ofInstrument(id), errors, done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response save(
            @PathParam("id") String id,
            @RestForm @Nullable String action,
            @RestForm @Nullable String remindMinutes,
            @RestForm @Nullable String graceMinutes,
            @RestForm @Nullable String hooks) {
        long instrument = PublicId.inPath(id);
        DeskForm form = DeskForm.typed(action, remindMinutes, graceMinutes, hooks);
        try {
            policies.set(
                    callers.get(),
                    instrument,
                    form.chosen().orElseThrow(() -> Problem.validation("action", "is unknown")),
                    DeskForm.minutes(form.remindMinutes()),
                    DeskForm.minutes(form.graceMinutes()),
                    form.hooks());
            return Back.to("/lab/instruments/" + instrument + "/desk?done=saved");
        } catch (Problem problem) {
            if (problem.status() == 404) {
                throw problem;
            }
            FormErrors errors = refusals.of(problem, Set.of("action", "remindMinutes", "graceMinutes"));
            return Response.status(UNPROCESSABLE)
                    .entity(page(instrument, form, errors, null))
                    .build();
        }
    }
}
