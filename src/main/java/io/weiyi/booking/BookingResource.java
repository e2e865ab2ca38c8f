package io.weiyi.booking;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Bookings over HTTP. Who may do what to which booking is decided by the façade; here only who may come in at all. */
@Path("/api/v1/bookings")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
    Roles.MEMBER,
    Roles.ORG_ADMIN,
    Roles.FIRM_FINANCE,
    Roles.INSTRUMENT_MANAGER,
    Roles.OPERATOR,
    Roles.PROVIDER_FINANCE,
    Roles.CITY_OFFICE,
    Roles.FINANCE,
    Roles.LEADER,
    Roles.AUDITOR
})
public class BookingResource {

    private static final int NOTE_MAX = 500;

    private final Bookings bookings;
    private final CurrentCaller caller;

    BookingResource(Bookings bookings, CurrentCaller caller) {
        this.bookings = bookings;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    public Response create(BookingJson.@Nullable New body) {
        NewBooking wanted = checked(body);
        BookingInfo made = bookings.reserve(caller.get(), wanted);
        return Response.created(URI.create("/api/v1/bookings/" + made.id()))
                .header(HttpHeaders.ETAG, IfMatch.tag(made.version()))
                .entity(json(made))
                .build();
    }

    private static NewBooking checked(BookingJson.@Nullable New body) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        Checks checks = new Checks();
        NewBooking wanted = new NewBooking(
                Inputs.id(checks, body.instrumentId(), "instrumentId"),
                Inputs.window(checks, body.startsAt(), body.endsBefore(), "startsAt", "endsBefore"),
                Inputs.choice(checks, body.mode(), BookingMode.class, "mode"),
                checks.text(body.purpose(), "purpose", Inputs.PURPOSE_MAX));
        checks.orThrow();
        return wanted;
    }

    @GET
    public Page<BookingJson> list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("instrumentId") @Nullable String instrumentId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        PageRequest request = PageRequest.of(page, size);
        Checks checks = new Checks();
        BookingQuery query = new BookingQuery(
                status == null ? null : Inputs.choice(checks, status, BookingStatus.class, "status"),
                null,
                from == null ? null : checks.instant(from, "from"),
                to == null ? null : checks.instant(to, "to"));
        if (checks.isEmpty() && query.from() != null && query.to() != null) {
            checks.require(query.from().isBefore(query.to()), "to", "must be after from");
        }
        checks.orThrow();
        if (instrumentId == null) {
            return json(bookings.list(caller.get(), query, request));
        }
        OptionalLong instrument = PublicId.parse(instrumentId);
        if (instrument.isEmpty()) {
            return Page.empty(request);
        }
        return json(bookings.list(
                caller.get(),
                new BookingQuery(query.status(), instrument.getAsLong(), query.from(), query.to()),
                request));
    }

    @GET
    @Path("{id}")
    public Response one(@PathParam("id") String id) {
        return answer(bookings.find(caller.get(), PublicId.inPath(id)));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    public Response move(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            BookingJson.@Nullable Move body) {
        BookingInfo booking = bookings.find(caller.get(), PublicId.inPath(id));
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        Checks checks = new Checks();
        checks.require(
                body.startsAt() != null || body.endsBefore() != null, "startsAt", "this or endsBefore must be given");
        TimeWindow window = Inputs.window(
                checks,
                body.startsAt() == null ? booking.startsAt().toString() : body.startsAt(),
                body.endsBefore() == null ? booking.endsBefore().toString() : body.endsBefore(),
                "startsAt",
                "endsBefore");
        checks.orThrow();
        return answer(bookings.move(caller.get(), booking.id(), window, new IfMatch(ifMatch)));
    }

    @POST
    @Path("{id}/cancel")
    public Response cancel(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(bookings.cancel(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch)));
    }

    @POST
    @Path("{id}/approve")
    public Response approve(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(bookings.approve(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch)));
    }

    @POST
    @Path("{id}/reject")
    public Response reject(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            BookingJson.@Nullable Decision body) {
        Checks checks = new Checks();
        String note = checks.optionalText(body == null ? null : body.note(), "note", NOTE_MAX);
        checks.orThrow();
        return answer(
                bookings.reject(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch), note.isEmpty() ? null : note));
    }

    @POST
    @Path("{id}/check-in")
    public Response checkIn(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(bookings.checkIn(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch)));
    }

    @POST
    @Path("{id}/give-back")
    public Response giveBack(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(bookings.giveBack(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch)));
    }

    @POST
    @Path("{id}/hand-over")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response handOver(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            BookingJson.@Nullable HandOver body) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        Checks checks = new Checks();
        long person = Inputs.id(checks, body.personId(), "personId");
        checks.orThrow();
        return answer(bookings.handOver(caller.get(), PublicId.inPath(id), person, new IfMatch(ifMatch)));
    }

    @POST
    @Path("{id}/confirm-use")
    public Response confirmUse(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(bookings.confirmUse(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch)));
    }

    private Page<BookingJson> json(Page<BookingInfo> page) {
        Map<Long, String> codes = bookings.codes(caller.get(), page.items());
        return page.map(booking -> BookingJson.of(booking, codes.get(booking.id())));
    }

    private BookingJson json(BookingInfo booking) {
        return BookingJson.of(booking, bookings.code(caller.get(), booking).orElse(null));
    }

    private Response answer(BookingInfo booking) {
        return Response.ok(json(booking))
                .header(HttpHeaders.ETAG, IfMatch.tag(booking.version()))
                .build();
    }
}
