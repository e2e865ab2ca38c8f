package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.Availability;
import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.BookingStatus;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.InstrumentRules;
import io.weiyi.booking.RuleSheet;
import io.weiyi.catalog.InstrumentPhotos;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.reporting.InstrumentPageReport;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** An instrument's page: what it does, its prices, its week, and the form that books its time. */
@Path("/instruments/{id}")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class InstrumentPages {

    private static final int UNPROCESSABLE = 422;
    private static final Duration WEEK_MAX = Duration.ofDays(62);
    private static final Set<String> FIELDS = Set.of("startsAt", "endsBefore", "purpose");

    /** The page. */
    record InstrumentPage(
            InstrumentPageReport.Detail it,
            List<InstrumentPageReport.Accessory> accessories,
            List<InstrumentPhotos.Photo> photos,
            @Nullable RuleSheet rules,
            boolean mayRule,
            List<InstrumentPageReport.Item> items,
            Quotes.@Nullable Prices tariff,
            Weeks.Week week,
            boolean weekOpen,
            LocalDate shownDay,
            boolean mayBook,
            boolean mayDraft,
            boolean mayOrder,
            BookingForm form,
            Quotes.@Nullable Quote quote,
            FormErrors errors,
            Instant now)
            implements TemplateInstance {}

    /** The part of it that follows from the chosen times. */
    record QuotePart(Quotes.@Nullable Quote quote) implements TemplateInstance {}

    /** A span of the week calendar in the city's wall-clock time. */
    public record WeekSpan(String start, String end, String kind, String title) {}

    private final InstrumentPageReport report;
    private final InstrumentPhotos photos;
    private final Bookings bookings;
    private final InstrumentRules instrumentRules;
    private final Quotes quotes;
    private final CurrentCaller callers;
    private final Frame frame;
    private final Refusals refusals;
    private final Clock clock;

    InstrumentPages(
            InstrumentPageReport report,
            InstrumentPhotos photos,
            Bookings bookings,
            InstrumentRules instrumentRules,
            Quotes quotes,
            CurrentCaller callers,
            Frame frame,
            Refusals refusals,
            Clock clock) {
        this.report = report;
        this.photos = photos;
        this.bookings = bookings;
        this.instrumentRules = instrumentRules;
        this.quotes = quotes;
        this.callers = callers;
        this.frame = frame;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GET
    @PermitAll
    public TemplateInstance instrument(
            @PathParam("id") String id,
            @QueryParam("week") @Nullable String week,
            @QueryParam("startsAt") @Nullable String startsAt,
            @QueryParam("endsBefore") @Nullable String endsBefore,
            @QueryParam("mode") @Nullable String mode,
            @QueryParam("purpose") @Nullable String purpose) {
        BookingForm form = BookingForm.of(startsAt, endsBefore, mode, purpose);
        return page(PublicId.inPath(id), week, form, FormErrors.NONE);
    }

    /** The same page again after a mistake, or at first. */
    private InstrumentPage page(long id, @Nullable String week, BookingForm form, FormErrors errors) {
        InstrumentPageReport.Detail it = report.find(id).orElseThrow(Problem::notFound);
        Instant now = clock.instant();
        Instant shown = form.window().map(TimeWindow::startsAt).orElse(now);
        LocalDate monday = Weeks.monday(week, shown);
        RuleSheet rules = it.bookable() ? instrumentRules.now(id).orElse(null) : null;
        Optional<Caller> caller = frame.who();
        boolean member = caller.map(InstrumentPages::isMember).orElse(false);
        boolean mayBook = member && rules != null;
        Quotes.Quote quote = mayBook ? quotes.of(caller.orElseThrow(), id, it.ownerId(), form) : null;
        return new InstrumentPage(
                it,
                report.accessories(id),
                photos.of(id),
                rules,
                caller.map(c -> c.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId())).orElse(false),
                report.items(id),
                quotes.prices(id, it.ownerId(), now),
                Weeks.of(monday, bookings.availability(id, Weeks.window(monday))),
                week != null,
                week == null ? BusinessTime.dayOf(shown) : monday,
                mayBook,
                caller.isPresent() && !member && rules != null,
                (member || caller.isEmpty()) && it.shareMode().equals("EXTERNAL"),
                form,
                quote,
                errors,
                now);
    }

    private static boolean isMember(Caller caller) {
        Long own = caller.organisationId();
        return own != null && caller.hasIn(Role.MEMBER, own);
    }

    @GET
    @Path("week")
    @Produces(MediaType.APPLICATION_JSON)
    @PermitAll
    public List<WeekSpan> week(
            @PathParam("id") String id,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        long instrument = PublicId.inPath(id);
        if (report.find(instrument).isEmpty()) {
            throw Problem.notFound();
        }
        TimeWindow window = BookingForm.of(from, to, null, null)
                .window()
                .filter(w -> w.length().compareTo(WEEK_MAX) <= 0)
                .orElseThrow(() -> Problem.validation("from", "must lie before to, by 62 days at most"));
        FindWords words = frame.words(FindWords.class);
        List<WeekSpan> spans = new ArrayList<>();
        reach(instrument, window)
                .forEach(span -> spans.add(
                        new WeekSpan(Formats.field(span.startsAt()), Formats.field(span.endsBefore()), "closed", "")));
        for (Availability.Busy busy : bookings.availability(instrument, window).busy()) {
            String kind = busy.kind().name();
            spans.add(new WeekSpan(
                    Formats.field(busy.startsAt()),
                    Formats.field(busy.endsBefore()),
                    kind.toLowerCase(Locale.ROOT),
                    kind.equals("CLOSED") ? "" : words.busyKind(kind)));
        }
        return spans;
    }

    /** What notice and horizon keep from being booked today. */
    private List<TimeWindow> reach(long instrument, TimeWindow window) {
        RuleSheet rules = instrumentRules.now(instrument).orElse(null);
        if (rules == null) {
            return List.of();
        }
        Instant now = clock.instant();
        List<TimeWindow> beyond = new ArrayList<>();
        Instant soonest = now.plus(Duration.ofMinutes(rules.leadMinutes()));
        Instant latest = now.plus(Duration.ofDays(rules.horizonDays()));
        if (window.startsAt().isBefore(soonest)) {
            beyond.add(new TimeWindow(
                    window.startsAt(), soonest.isBefore(window.endsBefore()) ? soonest : window.endsBefore()));
        }
        if (latest.isBefore(window.endsBefore())) {
            beyond.add(new TimeWindow(
                    latest.isAfter(window.startsAt()) ? latest : window.startsAt(), window.endsBefore()));
        }
        return beyond;
    }

    @GET
    @Path("quote")
    @RolesAllowed(Roles.MEMBER)
    public TemplateInstance quote(
            @PathParam("id") String id,
            @QueryParam("startsAt") @Nullable String startsAt,
            @QueryParam("endsBefore") @Nullable String endsBefore,
            @QueryParam("mode") @Nullable String mode) {
        long instrument = PublicId.inPath(id);
        InstrumentPageReport.Detail it = report.find(instrument).orElseThrow(Problem::notFound);
        BookingForm form = BookingForm.of(startsAt, endsBefore, mode, null);
        return new QuotePart(quotes.of(callers.get(), instrument, it.ownerId(), form));
    }

    @POST
    @Path("book")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response book(
            @PathParam("id") String id,
            @RestForm @Nullable String startsAt,
            @RestForm @Nullable String endsBefore,
            @RestForm @Nullable String mode,
            @RestForm @Nullable String purpose,
            @RestForm @Nullable String step) {
        long instrument = PublicId.inPath(id);
        BookingForm form = BookingForm.of(startsAt, endsBefore, mode, purpose);
        try {
            if ("quote".equals(step)) {
                form.read(instrument);
                return Back.to(form.address(instrument));
            }
            BookingInfo booked = bookings.reserve(callers.get(), form.read(instrument));
            String done = booked.status() == BookingStatus.PENDING_APPROVAL ? "asked" : "booked";
            return Back.to("/bookings/" + booked.id() + "?done=" + done);
        } catch (Problem problem) {
            if (problem.status() == 404) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(instrument, null, form, refusals.of(problem, FIELDS)))
                    .build();
        }
    }
}
