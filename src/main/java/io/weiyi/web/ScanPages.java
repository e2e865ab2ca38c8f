package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.ManualSessions;
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
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Where the label's QR code leads: begin and end use with a phone. A guest signs in first and comes back here. */
@Path("/scan/{id}")
@Produces(MediaType.TEXT_HTML)
@Blocking
@Authenticated
public class ScanPages {

    private static final int UNPROCESSABLE = 422;

    /** What somebody before an instrument sees. */
    record ScanPage(
            ManualSessions.Glance it,
            String reason,
            FormErrors errors,
            @Nullable String done) implements TemplateInstance {}

    private final ManualSessions sessions;
    private final CurrentCaller callers;
    private final Frame frame;
    private final Refusals refusals;

    ScanPages(ManualSessions sessions, CurrentCaller callers, Frame frame, Refusals refusals) {
        this.sessions = sessions;
        this.callers = callers;
        this.frame = frame;
        this.refusals = refusals;
    }

    @GET
    @Authenticated
    public TemplateInstance look(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), "", FormErrors.NONE, done);
    }

    private ScanPage page(long id, String reason, FormErrors errors, @Nullable String done) {
        return new ScanPage(sessions.look(callers.get(), id), reason, errors, done);
    }

    @POST
    @Path("start")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Authenticated
    public Response start(@PathParam("id") String id, @RestForm @Nullable String reason) {
        long instrument = PublicId.inPath(id);
        try {
            sessions.start(callers.get(), instrument, reason);
            return Back.to("/scan/" + instrument + "?done=started");
        } catch (Problem problem) {
            return again(instrument, Inputs.text(reason), problem);
        }
    }

    @POST
    @Path("end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Authenticated
    public Response end(@PathParam("id") String id) {
        long instrument = PublicId.inPath(id);
        try {
            sessions.end(callers.get(), instrument);
            return Back.to("/scan/" + instrument + "?done=ended");
        } catch (Problem problem) {
            return again(instrument, "", problem);
        }
    }

    private Response again(long instrument, String reason, Problem problem) {
        if (problem.status() == 404 || problem.status() == 403) {
            throw problem;
        }
        Object why = problem.members().get("reason");
        FormErrors errors = problem.status() == 409
                ? new FormErrors(
                        frame.words(LogWords.class).refusal(why == null ? "not-open" : why.toString()),
                        Map.of(),
                        List.of())
                : refusals.of(problem, Set.of("reason"));
        return Response.status(problem.status() == 409 ? 409 : UNPROCESSABLE)
                .entity(page(instrument, reason, errors, null))
                .build();
    }
}
