package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.reporting.BookingReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The bookings of a provider's instruments: what waits for a decision, what is planned, and what was. */
@Path("/lab/bookings")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class LabPages {

    private static final int DAYS = 7;

    /** The list, or the week. */
    record LabBookingsPage(
            String show,
            Page<BookingReport.Row> rows,
            @Nullable LabWeek week,
            @Nullable String done) implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return week == null ? rows : week.rows();
        }
    }

    /** A week of the lab. */
    public record LabWeek(LocalDate monday, LocalDate sunday, LocalDate previous, LocalDate next, List<LabDay> days) {

        /** Every booking of the week once. */
        List<BookingReport.Row> rows() {
            return days.stream().flatMap(day -> day.rows().stream()).distinct().toList();
        }
    }

    /** A day of it, with every booking that touches it. */
    public record LabDay(LocalDate date, int weekday, List<BookingReport.Row> rows) {}

    private final BookingReport report;
    private final CurrentCaller callers;
    private final Clock clock;

    LabPages(BookingReport report, CurrentCaller callers, Clock clock) {
        this.report = report;
        this.callers = callers;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance bookings(
            @QueryParam("show") @Nullable String show,
            @QueryParam("week") @Nullable String week,
            @QueryParam("page") @Nullable String page,
            @QueryParam("done") @Nullable String done) {
        Set<Long> mine = callers.get().organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
        Instant now = clock.instant();
        PageRequest request = Frame.rows(page);
        if ("week".equals(show)) {
            LabWeek shown = week(mine, Weeks.monday(week, now));
            return new LabBookingsPage("week", Page.empty(request), shown, done);
        }
        BookingReport.Span span = switch (Inputs.text(show)) {
            case "waiting" -> BookingReport.Span.WAITING;
            case "past" -> BookingReport.Span.PAST;
            default -> BookingReport.Span.UPCOMING;
        };
        Page<BookingReport.Row> rows = report.ofOwners(mine, span, now, request);
        return new LabBookingsPage(span.name().toLowerCase(Locale.ROOT), rows, null, done);
    }

    private LabWeek week(Set<Long> mine, LocalDate monday) {
        TimeWindow whole = Weeks.window(monday);
        List<BookingReport.Row> rows = report.calendar(mine, whole.startsAt(), whole.endsBefore());
        List<LabDay> days = IntStream.range(0, DAYS)
                .mapToObj(i -> {
                    LocalDate date = monday.plusDays(i);
                    TimeWindow day = BusinessTime.windowOf(date);
                    List<BookingReport.Row> touching = rows.stream()
                            .filter(row -> row.startsAt().isBefore(day.endsBefore())
                                    && day.startsAt().isBefore(row.endsBefore()))
                            .toList();
                    return new LabDay(date, i + 1, touching);
                })
                .toList();
        return new LabWeek(monday, monday.plusDays(DAYS - 1), monday.minusDays(DAYS), monday.plusDays(DAYS), days);
    }
}
