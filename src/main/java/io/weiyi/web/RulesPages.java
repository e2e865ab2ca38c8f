package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.DayException;
import io.weiyi.booking.InstrumentRules;
import io.weiyi.booking.RuleVersion;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The booking rules of an instrument: its owner's manager reads what held, and writes what will hold from a day on. */
@Path("/lab/instruments/{id}/rules")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class RulesPages {

    private static final int UNPROCESSABLE = 422;
    private static final int WEEKDAYS = 7;
    private static final Set<String> DAY_FIELDS = Set.of("day", "hours", "note");

    /** Rules, days that differ, and earlier versions of one instrument. */
    record RulesPage(
            InstrumentInfo it,
            RulesForm form,
            DayForm dayForm,
            List<DayException> exceptions,
            List<RuleVersion> versions,
            Instant now,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** A day that differs, as typed. */
    public record DayForm(String day, String hours, String note) {
        static final DayForm EMPTY = new DayForm("", "", "");
    }

    private final Catalogue catalogue;
    private final InstrumentRules rules;
    private final CurrentCaller callers;
    private final Refusals refusals;
    private final Clock clock;

    RulesPages(Catalogue catalogue, InstrumentRules rules, CurrentCaller callers, Refusals refusals, Clock clock) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.callers = callers;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GET
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public TemplateInstance rules(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), null, DayForm.EMPTY, FormErrors.NONE, done);
    }

    private RulesPage page(long id, @Nullable RulesForm typed, DayForm day, FormErrors errors, @Nullable String done) {
        InstrumentInfo it = catalogue.find(id).orElseThrow(Problem::notFound);
        List<RuleVersion> versions = rules.versions(callers.get(), id);
        Instant now = clock.instant();
        LocalDate today = BusinessTime.dayOf(now);
        RulesForm form = typed == null ? form(id, versions, today) : typed;
        return new RulesPage(it, form, day, rules.exceptions(callers.get(), id), versions, now, errors, done);
    }

    /** What holds last is what one changes. */
    private RulesForm form(long id, List<RuleVersion> versions, LocalDate today) {
        LocalDate shown = versions.stream()
                .map(version -> BusinessTime.dayOf(version.since()))
                .filter(day -> day.isAfter(today))
                .findFirst()
                .orElse(today);
        List<String> hours = rules.hoursOn(id, shown);
        return versions.stream()
                .findFirst()
                .map(version -> RulesForm.of(version.sheet(), hours, shown))
                .orElseGet(() -> new RulesForm(
                        false, false, false, "ANYONE", RulesForm.figures(null, null), hours, today.toString()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response save(
            @PathParam("id") String id,
            @RestForm @Nullable String approval,
            @RestForm @Nullable String training,
            @RestForm @Nullable String holidays,
            @RestForm @Nullable String admits,
            @RestForm @Nullable List<String> rule,
            @RestForm @Nullable List<String> value,
            @RestForm @Nullable List<String> hours,
            @RestForm @Nullable String validFrom) {
        long instrument = PublicId.inPath(id);
        RulesForm form = new RulesForm(
                approval != null,
                training != null,
                holidays != null,
                Inputs.text(admits),
                RulesForm.figures(rule, value),
                week(hours),
                Inputs.text(validFrom));
        try {
            rules.set(
                    callers.get(),
                    instrument,
                    form.read(),
                    form.hours(),
                    Inputs.day(form.validFrom()).orElseThrow());
            return Back.to("/lab/instruments/" + instrument + "/rules?done=saved");
        } catch (Problem problem) {
            return again(problem, instrument, form, DayForm.EMPTY, fields(form));
        }
    }

    private static List<String> week(@Nullable List<String> hours) {
        List<String> week = new ArrayList<>();
        for (int i = 0; i < WEEKDAYS; i++) {
            week.add(hours == null || i >= hours.size() ? "" : Inputs.text(hours.get(i)));
        }
        return week;
    }

    private static Set<String> fields(RulesForm form) {
        Stream<String> figures = form.figures().stream().map(RulesForm.Figure::name);
        Stream<String> hours = IntStream.rangeClosed(1, WEEKDAYS).mapToObj(day -> "hours" + day);
        return Stream.of(figures, hours, Stream.of("admits", "validFrom"))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    @POST
    @Path("days")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response day(
            @PathParam("id") String id,
            @RestForm @Nullable String day,
            @RestForm @Nullable String hours,
            @RestForm @Nullable String note) {
        long instrument = PublicId.inPath(id);
        DayForm form = new DayForm(Inputs.text(day), Inputs.text(hours), Inputs.text(note));
        try {
            LocalDate wanted = Inputs.day(form.day()).orElseThrow(() -> Problem.validation("day", "must be a date"));
            rules.except(callers.get(), instrument, wanted, form.hours(), form.note());
            return Back.to("/lab/instruments/" + instrument + "/rules?done=saved");
        } catch (Problem problem) {
            return again(problem, instrument, null, form, DAY_FIELDS);
        }
    }

    @POST
    @Path("days/{day}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response likeAlways(@PathParam("id") String id, @PathParam("day") String day) {
        long instrument = PublicId.inPath(id);
        rules.likeAlways(callers.get(), instrument, Inputs.day(day).orElseThrow(Problem::notFound));
        return Back.to("/lab/instruments/" + instrument + "/rules?done=removed");
    }

    private Response again(
            Problem problem, long instrument, @Nullable RulesForm form, DayForm day, Set<String> fields) {
        if (problem.status() == 404) {
            throw problem;
        }
        return Response.status(UNPROCESSABLE)
                .entity(page(instrument, form, day, refusals.of(problem, fields), null))
                .build();
    }
}
