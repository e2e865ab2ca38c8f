package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.voucher.Publicity;
import jakarta.annotation.security.PermitAll;
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
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Published claims, open to everybody, and objections to them by phone code. */
@Path("/publicity")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class PublicityPages {

    private static final int UNPROCESSABLE = 422;
    private static final Set<String> LIST_FIELDS = Set.of("documentNumber", "phone", "workingDays");
    private static final Set<String> OBJECTION_FIELDS = Set.of("name", "mobile", "code", "text");

    /** All lists. */
    record PublicityPage(Page<Publicity.Batch> rows, boolean office, long waiting, FormErrors errors)
            implements TemplateInstance {}

    /** One list and the form to object. */
    record BatchPage(
            Publicity.Batch it,
            ObjectionForm form,
            FormErrors errors,
            @Nullable String done) implements TemplateInstance {}

    /** What was typed. */
    public record ObjectionForm(long claimId, String name, String mobile, String text) {}

    private final Publicity publicity;
    private final CurrentCaller callers;
    private final Refusals refusals;

    PublicityPages(Publicity publicity, CurrentCaller callers, Refusals refusals) {
        this.publicity = publicity;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @PermitAll
    public TemplateInstance list(@QueryParam("page") @Nullable String page) {
        return list(PageRequest.of(page, null), FormErrors.NONE);
    }

    private PublicityPage list(PageRequest request, FormErrors errors) {
        boolean office = callers.find()
                .map((Caller caller) -> caller.has(Role.CITY_OFFICE))
                .orElse(false);
        return new PublicityPage(publicity.list(request), office, office ? publicity.waiting() : 0, errors);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.CITY_OFFICE)
    public Response publish(
            @RestForm @Nullable String documentNumber,
            @RestForm @Nullable String phone,
            @RestForm @Nullable String workingDays) {
        try {
            Integer days = PublicId.parse(workingDays).isPresent()
                            && String.valueOf(workingDays).length() < 5
                    ? Integer.valueOf(workingDays)
                    : null;
            return Back.to("/publicity/"
                    + publicity.publish(documentNumber, phone, days).id());
        } catch (Problem problem) {
            return Response.status(UNPROCESSABLE)
                    .entity(list(PageRequest.of(null, null), refusals.of(problem, LIST_FIELDS)))
                    .build();
        }
    }

    @GET
    @Path("{id}")
    @PermitAll
    public TemplateInstance batch(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return new BatchPage(
                publicity.get(PublicId.inPath(id)), new ObjectionForm(0, "", "", ""), FormErrors.NONE, done);
    }

    @POST
    @Path("{id}/{step: code|objections}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    public Response object(
            @PathParam("id") String id,
            @PathParam("step") String step,
            @RestForm @Nullable String claimId,
            @RestForm @Nullable String name,
            @RestForm @Nullable String mobile,
            @RestForm @Nullable String code,
            @RestForm @Nullable String text) {
        long batch = PublicId.inPath(id);
        Publicity.Batch found = publicity.get(batch);
        ObjectionForm form = new ObjectionForm(
                PublicId.parse(claimId).orElse(0), Inputs.text(name), Inputs.text(mobile), Inputs.text(text));
        try {
            if (step.equals("code")) {
                publicity.sendCode(mobile);
                return Response.ok(new BatchPage(found, form, FormErrors.NONE, "moved"))
                        .build();
            }
            Long claim = PublicId.parse(claimId).isPresent() ? Long.valueOf(claimId) : null;
            publicity.object(batch, claim, name, mobile, code, text);
            return Back.to("/publicity/" + batch + "?done=moved");
        } catch (Problem problem) {
            return Response.status(UNPROCESSABLE)
                    .entity(new BatchPage(found, form, refusals.of(problem, OBJECTION_FIELDS), null))
                    .build();
        }
    }
}
