package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.voucher.ApplicantKind;
import io.weiyi.voucher.Calculation;
import io.weiyi.voucher.PackChange;
import io.weiyi.voucher.PackDryRun;
import io.weiyi.voucher.PackInfo;
import io.weiyi.voucher.RulePackDrafts;
import io.weiyi.voucher.Service;
import io.weiyi.voucher.Title;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
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

/** Rule packs: read, drafted, tried, and put into force by a second person. */
@Path("/rule-packs")
@Produces(MediaType.TEXT_HTML)
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.CITY_OFFICE, Roles.AREA_OFFICE, Roles.FINANCE, Roles.LEADER, Roles.AUDITOR})
public class RulePackPages {

    private static final int UNPROCESSABLE = 422;

    /** All versions. */
    record PacksPage(List<PackInfo> packs) implements TemplateInstance {}

    /** One version, its form and the dry run. */
    record PackPage(
            PackInfo it,
            List<PackChange> changes,
            boolean writes,
            String draft,
            DryRunForm form,
            @Nullable Calculation result,
            List<Service> services,
            List<ApplicantKind> kinds,
            List<Title> titles,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    private final RulePackDrafts drafts;
    private final PackDryRun dryRun;
    private final CurrentCaller callers;
    private final Refusals refusals;

    RulePackPages(RulePackDrafts drafts, PackDryRun dryRun, CurrentCaller callers, Refusals refusals) {
        this.drafts = drafts;
        this.dryRun = dryRun;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    public TemplateInstance list() {
        return new PacksPage(drafts.list(callers.get()));
    }

    /** With the fields of the dry run filled in, its answer stands on the page; nothing is stored by it. */
    @GET
    @Path("{code}/{version}")
    public Response version(
            @PathParam("code") String code,
            @PathParam("version") String version,
            @QueryParam("done") @Nullable String done,
            @BeanParam DryRunForm form) {
        PackInfo it = find(code, version);
        if (!form.filled()) {
            return Response.ok(page(it, it.json(), form, null, FormErrors.NONE, done))
                    .build();
        }
        try {
            Calculation result = dryRun.of(callers.get(), it, form.json());
            return Response.ok(page(it, it.json(), form, result, FormErrors.NONE, done))
                    .build();
        } catch (Problem problem) {
            return wrong(it, it.json(), form, problem);
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Path("{code}/{version}/{step: draft|save|sign|withdraw}")
    @RolesAllowed({Roles.ADMIN, Roles.CITY_OFFICE})
    public Response step(
            @PathParam("code") String code,
            @PathParam("version") String version,
            @PathParam("step") String step,
            @RestForm @Nullable String body) {
        PackInfo it = find(code, version);
        Caller caller = callers.get();
        int number = it.pack().version();
        String text = body == null ? "" : body;
        try {
            int shown = number;
            switch (step) {
                case "draft" ->
                    shown = drafts.create(caller, drafts.template(caller, code, number))
                            .version();
                case "save" -> drafts.change(caller, code, number, text);
                case "sign" -> drafts.sign(caller, code, number, text);
                default -> drafts.withdraw(caller, code, number);
            }
            return Back.to("/rule-packs/" + code + "/" + shown + "?done=saved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return wrong(it, step.equals("save") ? text : it.json(), new DryRunForm(), problem);
        }
    }

    private Response wrong(PackInfo it, String draft, DryRunForm form, Problem problem) {
        return Response.status(UNPROCESSABLE)
                .entity(page(it, draft, form, null, refusals.of(problem, Set.of("body")), null))
                .build();
    }

    private PackPage page(
            PackInfo it,
            String draft,
            DryRunForm form,
            @Nullable Calculation result,
            FormErrors errors,
            @Nullable String done) {
        return new PackPage(
                it,
                drafts.changes(it),
                RulePackDrafts.writes(callers.get()),
                draft,
                form,
                result,
                List.of(Service.values()),
                List.of(ApplicantKind.values()),
                List.of(Title.values()),
                errors,
                done);
    }

    private PackInfo find(String code, String version) {
        long number = PublicId.inPath(version);
        if (number > Integer.MAX_VALUE) {
            throw Problem.notFound();
        }
        return drafts.get(callers.get(), code, (int) number);
    }
}
