package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.MemberInfo;
import io.weiyi.identity.Memberships;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.PendingOrganisation;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
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

/** Letting people in: an administrator their colleagues, an area's office new firms. */
@Path("/members")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class MemberPages {

    private static final int UNPROCESSABLE = 422;
    private static final PageRequest ALL = new PageRequest(0, PageRequest.SIZE_MAX);

    /** Who waits, and who is in. */
    record MembersPage(
            boolean office,
            List<PendingOrganisation> firms,
            boolean administrator,
            List<MemberInfo> members,
            long me,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return administrator ? members : firms;
        }
    }

    private final Memberships memberships;
    private final Organisations organisations;
    private final CurrentCaller callers;
    private final Refusals refusals;

    MemberPages(Memberships memberships, Organisations organisations, CurrentCaller callers, Refusals refusals) {
        this.memberships = memberships;
        this.organisations = organisations;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed({Roles.ORG_ADMIN, Roles.AREA_OFFICE})
    public TemplateInstance members(@QueryParam("done") @Nullable String done) {
        return page(FormErrors.NONE, done);
    }

    private MembersPage page(FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        List<MemberInfo> members = caller.organisationsAs(Role.ORG_ADMIN).stream()
                .flatMap(id -> memberships.members(caller, id, ALL).items().stream())
                .toList();
        return new MembersPage(
                caller.has(Role.AREA_OFFICE),
                organisations.pendingApprovals(caller, ALL).items(),
                caller.has(Role.ORG_ADMIN),
                members,
                caller.personId(),
                errors,
                done);
    }

    @POST
    @Path("{id}/admit")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ORG_ADMIN)
    public Response admit(@PathParam("id") String id) {
        long membership = PublicId.inPath(id);
        return decided("approved", () -> memberships.admit(callers.get(), membership));
    }

    @POST
    @Path("{id}/refuse")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ORG_ADMIN)
    public Response refuse(@PathParam("id") String id) {
        long membership = PublicId.inPath(id);
        return decided("rejected", () -> memberships.refuse(callers.get(), membership));
    }

    @POST
    @Path("{id}/end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ORG_ADMIN)
    public Response end(@PathParam("id") String id) {
        long membership = PublicId.inPath(id);
        return decided("removed", () -> memberships.end(callers.get(), membership));
    }

    @POST
    @Path("firms/{id}/approve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.AREA_OFFICE)
    public Response approve(@PathParam("id") String id) {
        long firm = PublicId.inPath(id);
        return decided("approved", () -> organisations.approve(callers.get(), firm));
    }

    @POST
    @Path("firms/{id}/reject")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.AREA_OFFICE)
    public Response reject(@PathParam("id") String id, @RestForm @Nullable String reason) {
        long firm = PublicId.inPath(id);
        return decided("rejected", () -> organisations.reject(callers.get(), firm, Inputs.text(reason)));
    }

    @GET
    @Path("firms/{id}/licence")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed(Roles.AREA_OFFICE)
    public Response licence(@PathParam("id") String id) {
        return Files.download(organisations.licence(callers.get(), PublicId.inPath(id)));
    }

    private Response decided(String done, Runnable decide) {
        try {
            decide.run();
            return Back.to("/members?done=" + done);
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(refusals.of(problem, Set.of("reason")), null))
                    .build();
        }
    }
}
