package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.BookingStatus;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.IfMatch;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.reporting.BookingReport;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** A firm's bookings, and one booking with what may be done to it by whoever looks at it. */
@Path("/bookings")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class BookingPages {

    private static final int UNPROCESSABLE = 422;
    private static final int STALE = 412;

    /** My bookings. */
    record BookingsPage(
            Page<BookingReport.Row> rows,
            boolean past,
            boolean mayCancel,
            Instant now,
            @Nullable String done) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    /** One booking. */
    record BookingPage(
            BookingReport.Row it,
            boolean lab,
            boolean mayCancel,
            boolean mayCheckIn,
            boolean mayDecide,
            boolean mayMove,
            boolean mayReshape,
            List<BookingReport.Colleague> colleagues,
            List<TimeWindow> instead,
            ChangeForm change,
            @Nullable String code,
            List<ControlReport.Row> controls,
            Instant now,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** Other times for a booking, as typed. */
    public record ChangeForm(String startsAt, String endsBefore) {}

    private final BookingReport report;
    private final ControlReport controls;
    private final Bookings bookings;
    private final CurrentCaller callers;
    private final Refusals refusals;
    private final Frame frame;
    private final Clock clock;

    BookingPages(
            BookingReport report,
            ControlReport controls,
            Bookings bookings,
            CurrentCaller callers,
            Refusals refusals,
            Frame frame,
            Clock clock) {
        this.report = report;
        this.controls = controls;
        this.bookings = bookings;
        this.callers = callers;
        this.refusals = refusals;
        this.frame = frame;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE})
    public TemplateInstance mine(
            @QueryParam("show") @Nullable String show,
            @QueryParam("page") @Nullable String page,
            @QueryParam("done") @Nullable String done) {
        Caller caller = callers.get();
        boolean past = "past".equals(show);
        Instant now = clock.instant();
        BookingReport.Span span = past ? BookingReport.Span.PAST : BookingReport.Span.UPCOMING;
        Page<BookingReport.Row> rows = report.ofFirms(caller.organisationIds(), span, now, Frame.rows(page));
        return new BookingsPage(rows, past, caller.has(Role.MEMBER), now, done);
    }

    @GET
    @Path("{id}")
    @RolesAllowed("**")
    public TemplateInstance booking(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), null, FormErrors.NONE, done);
    }

    private BookingPage page(long id, @Nullable ChangeForm typed, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        // The façade says whether the caller may see it at all.
        BookingInfo booking = bookings.find(caller, id);
        BookingReport.Row it = report.find(id).orElseThrow(Problem::notFound);
        Instant now = clock.instant();
        boolean member = caller.hasIn(Role.MEMBER, it.organisationId());
        boolean manager = caller.hasIn(Role.INSTRUMENT_MANAGER, it.providerId());
        boolean lab = manager || caller.hasIn(Role.OPERATOR, it.providerId());
        return new BookingPage(
                it,
                lab && !member,
                member && it.cancellable(now),
                (member || lab) && it.mayCheckIn(now),
                manager && it.status().equals("PENDING_APPROVAL"),
                member && it.cancellable(now),
                member && it.status().equals("IN_USE"),
                member && it.cancellable(now) ? report.colleagues(id) : List.of(),
                member ? instead(caller, booking, now) : List.of(),
                typed == null ? new ChangeForm(Formats.field(it.startsAt()), Formats.field(it.endsBefore())) : typed,
                bookings.code(caller, booking).orElse(null),
                controls.ofBooking(id, it.instrumentId()),
                now,
                errors,
                done);
    }

    /** What is free near the time of a booking that the lab took back. */
    private List<TimeWindow> instead(Caller caller, BookingInfo booking, Instant now) {
        boolean takenBack = booking.status() == BookingStatus.CANCELLED
                && bookings.takenBack(booking.id())
                && booking.startsAt().isAfter(now);
        return takenBack ? bookings.instead(caller, booking) : List.of();
    }

    @POST
    @Path("{id}/move")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response change(
            @PathParam("id") String id,
            @RestForm @Nullable String startsAt,
            @RestForm @Nullable String endsBefore,
            @RestForm @Nullable String version) {
        long booking = PublicId.inPath(id);
        ChangeForm form = new ChangeForm(Inputs.text(startsAt), Inputs.text(endsBefore));
        try {
            TimeWindow window = BookingForm.of(form.startsAt(), form.endsBefore(), null, null)
                    .read(booking)
                    .window();
            bookings.move(callers.get(), booking, window, read(version));
            return Back.to("/bookings/" + booking + "?done=moved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(problem.status() == STALE ? STALE : UNPROCESSABLE)
                    .entity(page(booking, form, told(booking, problem), null))
                    .build();
        }
    }

    /** Who was second is shown the newest state beside what they wrote. */
    private FormErrors told(long booking, Problem problem) {
        if (problem.status() != STALE) {
            return refusals.of(problem, Set.of("startsAt", "endsBefore"));
        }
        RuleWords words = frame.words(RuleWords.class);
        BookingInfo newest = bookings.find(callers.get(), booking);
        String when = Formats.span(newest.startsAt(), newest.endsBefore());
        return new FormErrors(words.staleTitle(), Map.of(), List.of(words.staleText(when)));
    }

    private static IfMatch read(@Nullable String version) {
        String text = Inputs.text(version);
        return text.isEmpty() ? IfMatch.ANY : new IfMatch("\"" + text + "\"");
    }

    @POST
    @Path("{id}/give-back")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response giveBack(@PathParam("id") String id) {
        return move(id, "moved", booking -> bookings.giveBack(callers.get(), booking, IfMatch.ANY));
    }

    @POST
    @Path("{id}/hand-over")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response handOver(@PathParam("id") String id, @RestForm @Nullable String person) {
        long colleague = PublicId.parse(Inputs.text(person)).orElse(0);
        return move(id, "moved", booking -> bookings.handOver(callers.get(), booking, colleague, IfMatch.ANY));
    }

    @POST
    @Path("{id}/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response cancel(@PathParam("id") String id) {
        return move(id, "cancelled", booking -> bookings.cancel(callers.get(), booking, IfMatch.ANY));
    }

    @POST
    @Path("{id}/check-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.MEMBER, Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response checkIn(@PathParam("id") String id) {
        return move(id, "checked-in", booking -> bookings.checkIn(callers.get(), booking, IfMatch.ANY));
    }

    @POST
    @Path("{id}/approve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response approve(@PathParam("id") String id) {
        return move(id, "approved", booking -> bookings.approve(callers.get(), booking, IfMatch.ANY));
    }

    @POST
    @Path("{id}/reject")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response reject(@PathParam("id") String id, @RestForm @Nullable String note) {
        String why = Inputs.text(note);
        return move(
                id,
                "rejected",
                booking -> bookings.reject(callers.get(), booking, IfMatch.ANY, why.isEmpty() ? null : why));
    }

    private Response move(String id, String done, LongConsumer move) {
        long booking = PublicId.inPath(id);
        try {
            move.accept(booking);
            return Back.to("/bookings/" + booking + "?done=" + done);
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(booking, null, refusals.of(problem, Set.of("note")), null))
                    .build();
        }
    }
}
