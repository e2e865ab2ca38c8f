package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.metering.Logbook;
import io.weiyi.metering.SessionFilings;
import io.weiyi.reporting.LogbookReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The logbook of a lab's instruments, and its unbooked use to be filed. Works without JavaScript. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
@RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
public class LogbookPages {

    private static final int UNPROCESSABLE = 422;

    /** A month of an instrument, and rows to fill in. */
    record LogbookPage(
            List<InstrumentInfo> instruments,
            @Nullable InstrumentInfo chosen,
            YearMonth month,
            List<LogbookReport.Row> rows,
            List<LogbookGrid.GridRow> grid,
            List<LogbookGrid.GridError> wrong,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    /** Use without a booking. */
    record UnbookedPage(
            List<InstrumentInfo> instruments,
            long chosen,
            boolean filed,
            Page<LogbookReport.Row> rows,
            List<String> kinds,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    private final Logbook logbook;
    private final SessionFilings filings;
    private final LogbookReport report;
    private final CurrentCaller callers;
    private final Frame frame;
    private final Refusals refusals;
    private final Clock clock;

    LogbookPages(
            Logbook logbook,
            SessionFilings filings,
            LogbookReport report,
            CurrentCaller callers,
            Frame frame,
            Refusals refusals,
            Clock clock) {
        this.logbook = logbook;
        this.filings = filings;
        this.report = report;
        this.callers = callers;
        this.frame = frame;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GET
    @Path("lab/logbook")
    public TemplateInstance logbook(
            @QueryParam("instrumentId") @Nullable String instrumentId,
            @QueryParam("month") @Nullable String month,
            @QueryParam("done") @Nullable String done) {
        LogbookGrid blank = LogbookGrid.read(List.of(), null);
        return page(chosen(instrumentId), month(month), blank, FormErrors.NONE, done);
    }

    private YearMonth month(@Nullable String month) {
        return Inputs.month(month).orElseGet(() -> BusinessTime.monthOf(clock.instant()));
    }

    /** The instrument that was asked for, if the caller keeps its logbook; without a wish none. */
    private @Nullable InstrumentInfo chosen(@Nullable String instrumentId) {
        if (Inputs.text(instrumentId).isEmpty()) {
            return null;
        }
        OptionalLong wanted = PublicId.parse(Inputs.text(instrumentId));
        return logbook.instruments(callers.get()).stream()
                .filter(one -> wanted.isPresent() && one.id() == wanted.getAsLong())
                .findFirst()
                .orElseThrow(Problem::notFound);
    }

    private LogbookPage page(
            @Nullable InstrumentInfo chosen,
            YearMonth month,
            LogbookGrid grid,
            FormErrors errors,
            @Nullable String done) {
        TimeWindow whole = BusinessTime.windowOf(month);
        List<LogbookReport.Row> rows =
                chosen == null ? List.of() : report.of(chosen.id(), whole.startsAt(), whole.endsBefore());
        return new LogbookPage(
                logbook.instruments(callers.get()), chosen, month, rows, grid.shown(), grid.wrongCells(), errors, done);
    }

    @POST
    @Path("lab/logbook")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response enter(
            @RestForm @Nullable String instrumentId,
            @RestForm @Nullable String month,
            @RestForm @Nullable List<String> day,
            @RestForm @Nullable List<String> from,
            @RestForm @Nullable List<String> until,
            @RestForm @Nullable List<String> person,
            @RestForm @Nullable List<String> purpose,
            @RestForm @Nullable List<String> booking,
            @RestForm @Nullable String pasted) {
        InstrumentInfo instrument = chosen(instrumentId);
        if (instrument == null) {
            throw Problem.notFound();
        }
        List<@Nullable List<String>> columns = new ArrayList<>();
        columns.add(day);
        columns.add(from);
        columns.add(until);
        columns.add(person);
        columns.add(purpose);
        columns.add(booking);
        LogbookGrid grid = LogbookGrid.read(columns, pasted);
        YearMonth shown = month(month);
        LogWords words = frame.words(LogWords.class);
        List<Logbook.Row> rows = grid.rows();
        if (grid.isEmpty() || grid.hasErrors()) {
            String heading = grid.isEmpty() ? words.nothingEntered() : words.rowsWrong();
            return again(instrument, shown, grid, new FormErrors(heading, Map.of(), List.of()));
        }
        try {
            logbook.enter(callers.get(), instrument.id(), rows);
            return Back.to("/lab/logbook?instrumentId=" + instrument.id() + "&month=" + shown + "&done=saved");
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            List<Violation> left = grid.mark(violations(problem));
            String heading = left.isEmpty() ? words.rowsWrong() : words.rowsMax(Logbook.ROWS_MAX);
            return again(instrument, shown, grid, new FormErrors(heading, Map.of(), List.of()));
        }
    }

    private static List<Violation> violations(Problem problem) {
        List<Violation> found = new ArrayList<>();
        if (problem.members().get("violations") instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof Violation violation) {
                    found.add(violation);
                }
            });
        }
        return found;
    }

    private Response again(InstrumentInfo instrument, YearMonth month, LogbookGrid grid, FormErrors errors) {
        return Response.status(UNPROCESSABLE)
                .entity(page(instrument, month, grid, errors, null))
                .build();
    }

    @GET
    @Path("lab/unbooked")
    public TemplateInstance unbooked(
            @QueryParam("instrumentId") @Nullable String instrumentId,
            @QueryParam("show") @Nullable String show,
            @QueryParam("page") @Nullable String page,
            @QueryParam("done") @Nullable String done) {
        return list(instrumentId, "filed".equals(show), Frame.rows(page), FormErrors.NONE, done);
    }

    private UnbookedPage list(
            @Nullable String instrumentId, boolean filed, PageRequest page, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        Set<Long> owners = caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
        InstrumentInfo chosen = chosen(instrumentId);
        return new UnbookedPage(
                logbook.instruments(caller),
                chosen == null ? 0 : chosen.id(),
                filed,
                report.unbooked(owners, chosen == null ? null : chosen.id(), filed, page),
                Arrays.stream(SessionFilings.Kind.values()).map(Enum::name).toList(),
                errors,
                done);
    }

    @POST
    @Path("lab/unbooked")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response file(
            @RestForm @Nullable List<String> session,
            @RestForm @Nullable String kind,
            @RestForm @Nullable String instrumentId,
            @RestForm @Nullable String show) {
        List<Long> ids = new ArrayList<>();
        for (String id : session == null ? List.<String>of() : session) {
            ids.add(PublicId.parse(id).orElse(0));
        }
        try {
            filings.file(callers.get(), ids, kind);
            InstrumentInfo chosen = chosen(instrumentId);
            String where = chosen == null ? "" : "&instrumentId=" + chosen.id();
            return Back.to("/lab/unbooked?done=filed" + where + ("filed".equals(show) ? "&show=filed" : ""));
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            LogWords words = frame.words(LogWords.class);
            String heading = ids.isEmpty() ? words.chooseSessions() : refusals.text(problem);
            FormErrors errors = new FormErrors(heading, Map.of(), List.of());
            return Response.status(UNPROCESSABLE)
                    .entity(list(instrumentId, "filed".equals(show), PageRequest.of(null, null), errors, null))
                    .build();
        }
    }
}
