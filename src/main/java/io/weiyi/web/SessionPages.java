package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.CloneDecisions;
import io.weiyi.metering.DisputeInfo;
import io.weiyi.metering.Disputes;
import io.weiyi.metering.Evidence;
import io.weiyi.metering.UsageSessions;
import io.weiyi.reporting.SessionReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** A usage session: its times on one axis, its evidence file, and the disputes about it. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SessionPages {

    private static final int UNPROCESSABLE = 422;
    private static final Set<String> FIELDS =
            Set.of("reason", "text", "note", "decision", "activeSeconds", "idleSeconds");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /** One session. */
    record SessionPage(
            SessionReport.Row it,
            TimeAxis axis,
            List<DisputeInfo> disputes,
            @Nullable DisputeInfo open,
            Disputes.Rights rights,
            boolean mayDecideClone,
            boolean maySettleClone,
            boolean mayHaveEvidence,
            boolean second,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** What waits for the decision of the owner. */
    record DisputesPage(List<SessionReport.Row> rows) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    private final SessionReport report;
    private final UsageSessions sessions;
    private final Disputes disputes;
    private final CloneDecisions clones;
    private final Evidence evidence;
    private final CurrentCaller callers;
    private final Refusals refusals;

    SessionPages(
            SessionReport report,
            UsageSessions sessions,
            Disputes disputes,
            CloneDecisions clones,
            Evidence evidence,
            CurrentCaller callers,
            Refusals refusals) {
        this.report = report;
        this.sessions = sessions;
        this.disputes = disputes;
        this.clones = clones;
        this.evidence = evidence;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @Path("lab/disputes")
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance undecided() {
        return new DisputesPage(
                report.undecided(callers.get().organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR)));
    }

    @GET
    @Path("sessions/{id}")
    @RolesAllowed("**")
    public TemplateInstance session(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), FormErrors.NONE, done);
    }

    private SessionPage page(long id, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        if (caller.roles().equals(Set.of(Role.ADMIN))
                || sessions.find(caller, id).isEmpty()) {
            throw Problem.notFound();
        }
        SessionReport.Row it = report.find(id).orElseThrow(Problem::notFound);
        List<DisputeInfo> all = disputes.of(caller, id);
        DisputeInfo open = all.stream()
                .filter(dispute -> dispute.sessionId() == id && !dispute.isOver())
                .findFirst()
                .orElse(null);
        DisputeInfo.Entry first = open == null ? null : open.proposal();
        boolean clone = it.cloned() && it.status().equals("CLOSED");
        return new SessionPage(
                it,
                TimeAxis.of(it, sessions.course(id)),
                all,
                open,
                disputes.rights(caller, id),
                clone && caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId()),
                it.deviceCloned() && caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId()),
                !caller.has(Role.ADMIN),
                first != null && first.personId() != caller.personId(),
                errors,
                done);
    }

    @GET
    @Path("sessions/{id}/evidence")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed("**")
    public Response evidence(@PathParam("id") String id) {
        Evidence.EvidenceFile file = evidence.of(callers.get(), PublicId.inPath(id));
        return Response.ok(file.content())
                .type("application/zip")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    @POST
    @Path("sessions/{id}/disputes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response open(@PathParam("id") String id, @RestForm @Nullable String reason) {
        return done(id, session -> disputes.open(callers.get(), session, reason));
    }

    @POST
    @Path("sessions/{id}/disputes/{dispute}/{move: answer|withdraw}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response say(
            @PathParam("id") String id,
            @PathParam("dispute") String dispute,
            @PathParam("move") String move,
            @RestForm @Nullable String text) {
        long about = PublicId.inPath(dispute);
        return done(id, session -> {
            if (move.equals("answer")) {
                disputes.answer(callers.get(), session, about, text);
            } else {
                disputes.withdraw(callers.get(), session, about);
            }
        });
    }

    @POST
    @Path("sessions/{id}/disputes/{dispute}/decide")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.AREA_OFFICE, Roles.CITY_OFFICE})
    public Response decide(
            @PathParam("id") String id,
            @PathParam("dispute") String dispute,
            @RestForm @Nullable String decision,
            @RestForm @Nullable String activeSeconds,
            @RestForm @Nullable String idleSeconds,
            @RestForm @Nullable String note) {
        long about = PublicId.inPath(dispute);
        DisputeInfo.Decision wanted = new DisputeInfo.Decision(
                Inputs.text(decision), seconds(activeSeconds), seconds(idleSeconds), Inputs.text(note));
        return done(id, session -> disputes.decide(callers.get(), session, about, wanted));
    }

    /** What is no number is missing, and marked as such. */
    private static @Nullable Long seconds(@Nullable String field) {
        String text = Inputs.text(field);
        return SECONDS.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    @POST
    @Path("sessions/{id}/clone")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response decideClone(
            @PathParam("id") String id, @RestForm @Nullable String decision, @RestForm @Nullable String note) {
        return done(id, session -> clones.decide(callers.get(), session, decision, note));
    }

    @POST
    @Path("sessions/{id}/settle-clone")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response settleClone(@PathParam("id") String id, @RestForm @Nullable String note) {
        return done(id, session -> {
            String device = sessions.find(callers.get(), session)
                    .map(view -> view.session().deviceId())
                    .orElseThrow(Problem::notFound);
            clones.settle(callers.get(), device, note);
        });
    }

    private Response done(String id, Step step) {
        long session = PublicId.inPath(id);
        try {
            step.take(session);
            return Back.to("/sessions/" + session + "?done=moved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(session, refusals.of(problem, FIELDS), null))
                    .build();
        }
    }

    private interface Step {
        void take(long session);
    }
}
