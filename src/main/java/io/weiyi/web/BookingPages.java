package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.IfMatch;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.problem.Problem;
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
            @Nullable String code,
            List<ControlReport.Row> controls,
            Instant now,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    private final BookingReport report;
    private final ControlReport controls;
    private final Bookings bookings;
    private final CurrentCaller callers;
    private final Refusals refusals;
    private final Clock clock;

    BookingPages(
            BookingReport report,
            ControlReport controls,
            Bookings bookings,
            CurrentCaller callers,
            Refusals refusals,
            Clock clock) {
        this.report = report;
        this.controls = controls;
        this.bookings = bookings;
        this.callers = callers;
        this.refusals = refusals;
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
        return page(PublicId.inPath(id), FormErrors.NONE, done);
    }

    private BookingPage page(long id, FormErrors errors, @Nullable String done) {
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
                bookings.code(caller, booking).orElse(null),
                controls.ofBooking(id, it.instrumentId()),
                now,
                errors,
                done);
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
                    .entity(page(booking, refusals.of(problem, Set.of("note")), null))
                    .build();
        }
    }
}
