package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.notification.DeadLetters;
import io.weiyi.notification.Notice;
import io.weiyi.notification.NoticeChoice;
import io.weiyi.notification.NoticeChoices;
import io.weiyi.notification.Notices;
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

/** Notices inside the app, where else they go, and for administrators what could not be sent. */
@Path("/notices")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class NoticePages {

    private static final int UNPROCESSABLE = 422;

    /** The inbox with the choice of channels. */
    record NoticesPage(
            Page<Notice> rows,
            long newest,
            long unread,
            NoticeChoice choice,
            boolean address,
            boolean secret,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    /** What could not be sent. */
    record LettersPage(
            List<DeadLetters.Letter> rows, @Nullable String done) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    private final Notices notices;
    private final NoticeChoices choices;
    private final DeadLetters letters;
    private final CurrentCaller callers;
    private final Refusals refusals;

    NoticePages(Notices notices, NoticeChoices choices, DeadLetters letters, CurrentCaller callers, Refusals refusals) {
        this.notices = notices;
        this.choices = choices;
        this.letters = letters;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed("**")
    public TemplateInstance inbox(
            @QueryParam("page") @Nullable String page, @QueryParam("done") @Nullable String done) {
        return inbox(Frame.rows(page), choices.of(callers.get()), FormErrors.NONE, done);
    }

    private NoticesPage inbox(
            io.weiyi.kernel.paging.PageRequest request, NoticeChoice choice, FormErrors errors, @Nullable String done) {
        Page<Notice> rows = notices.of(callers.get(), request);
        NoticeChoice kept = choices.of(callers.get());
        long newest = rows.items().stream().mapToLong(Notice::id).max().orElse(0);
        return new NoticesPage(
                rows,
                newest,
                notices.unread(callers.get()),
                choice,
                !kept.robotUrl().isEmpty(),
                !kept.robotSecret().isEmpty(),
                errors,
                done);
    }

    @POST
    @Path("seen")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("**")
    public Response seen(@RestForm @Nullable String upTo) {
        notices.seen(callers.get(), PublicId.parse(Inputs.text(upTo)).orElse(0));
        return Back.to("/notices");
    }

    @POST
    @Path("choice")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("**")
    public Response choose(
            @RestForm @Nullable String sms,
            @RestForm @Nullable String robot,
            @RestForm @Nullable String robotUrl,
            @RestForm @Nullable String robotSecret) {
        NoticeChoice wanted =
                new NoticeChoice("on".equals(sms), Inputs.text(robot), Inputs.text(robotUrl), Inputs.text(robotSecret));
        try {
            choices.set(callers.get(), wanted);
            return Back.to("/notices?done=saved");
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            FormErrors errors = refusals.of(problem, Set.of("robot", "robotUrl", "robotSecret"));
            return Response.status(UNPROCESSABLE)
                    .entity(inbox(Frame.rows(null), wanted, errors, null))
                    .build();
        }
    }

    @GET
    @Path("unsent")
    @RolesAllowed(Roles.ADMIN)
    public TemplateInstance unsent(@QueryParam("done") @Nullable String done) {
        return new LettersPage(letters.all(), done);
    }

    @POST
    @Path("unsent/{id}/again")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ADMIN)
    public Response again(@PathParam("id") String id) {
        letters.again(PublicId.inPath(id));
        return Back.to("/notices/unsent?done=saved");
    }
}
