package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.Calibration;
import io.weiyi.metering.CalibrationLimit;
import io.weiyi.metering.Calibrations;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** How the agent of an instrument tells running, active and idle apart: seen, set, and who set it before. */
@Path("/lab/calibrations/{id}")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class CalibrationPages {

    private static final int UNPROCESSABLE = 422;
    private static final int CONFLICT_STALE = 412;

    /** The page of one instrument. */
    record CalibrationPage(
            InstrumentInfo it,
            Calibration now,
            List<Calibration> versions,
            Calibration.@Nullable Sight sight,
            CalibrationLimit[] limits,
            CalibrationForm form,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** The fields of the form as a browser sends them. */
    static class Sent {
        @RestForm
        @Nullable
        String version;

        @RestForm
        @Nullable
        String watch;

        @RestForm
        @Nullable
        String running;

        @RestForm
        @Nullable
        String active;

        @RestForm
        @Nullable
        String cpuPercent;

        @RestForm
        @Nullable
        String inputSeconds;

        @RestForm
        @Nullable
        String onWatts;

        @RestForm
        @Nullable
        String runWatts;

        @RestForm
        @Nullable
        String hysteresisPercent;

        @RestForm
        @Nullable
        String startSeconds;

        @RestForm
        @Nullable
        String stopSeconds;

        @RestForm
        @Nullable
        String activeSeconds;

        @RestForm
        @Nullable
        String idleSeconds;

        @RestForm
        @Nullable
        String blindSeconds;

        @RestForm
        @Nullable
        String note;

        CalibrationForm form() {
            Map<String, String> limits = new LinkedHashMap<>();
            for (CalibrationLimit limit : CalibrationLimit.values()) {
                limits.put(limit.wireName(), Inputs.text(of(limit)));
            }
            return new CalibrationForm(
                    Inputs.text(version),
                    Inputs.text(watch),
                    Inputs.text(running),
                    Inputs.text(active),
                    limits,
                    Inputs.text(note));
        }

        private @Nullable String of(CalibrationLimit limit) {
            return switch (limit) {
                case CPU_PERCENT -> cpuPercent;
                case INPUT_SECONDS -> inputSeconds;
                case ON_WATTS -> onWatts;
                case RUN_WATTS -> runWatts;
                case HYSTERESIS_PERCENT -> hysteresisPercent;
                case START_SECONDS -> startSeconds;
                case STOP_SECONDS -> stopSeconds;
                case ACTIVE_SECONDS -> activeSeconds;
                case IDLE_SECONDS -> idleSeconds;
                case BLIND_SECONDS -> blindSeconds;
            };
        }
    }

    private final Calibrations calibrations;
    private final Catalogue catalogue;
    private final CurrentCaller callers;
    private final Refusals refusals;

    CalibrationPages(Calibrations calibrations, Catalogue catalogue, CurrentCaller callers, Refusals refusals) {
        this.calibrations = calibrations;
        this.catalogue = catalogue;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public TemplateInstance show(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        InstrumentInfo instrument = mine(id);
        return page(instrument, null, FormErrors.NONE, done);
    }

    private InstrumentInfo mine(String id) {
        Caller caller = callers.get();
        return catalogue
                .find(PublicId.inPath(id))
                .filter(found -> caller.hasIn(Role.INSTRUMENT_MANAGER, found.ownerId()))
                .orElseThrow(Problem::notFound);
    }

    private CalibrationPage page(
            InstrumentInfo instrument, @Nullable CalibrationForm form, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        Calibration now = calibrations.current(caller, instrument.id());
        return new CalibrationPage(
                instrument,
                now,
                calibrations.versions(caller, instrument.id()),
                calibrations.sight(caller, instrument.id()).orElse(null),
                CalibrationLimit.values(),
                form == null ? CalibrationForm.of(now) : form,
                errors,
                done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response set(@PathParam("id") String id, @BeanParam Sent sent) {
        InstrumentInfo instrument = mine(id);
        CalibrationForm form = sent.form();
        try {
            calibrations.set(callers.get(), instrument.id(), form.read(), form.known());
            return Back.to("/lab/calibrations/" + instrument.id() + "?done=saved");
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE && problem.status() != CONFLICT_STALE) {
                throw problem;
            }
            Set<String> fields = new HashSet<>(Set.of("watch", "running", "active", "note"));
            Arrays.stream(CalibrationLimit.values())
                    .map(CalibrationLimit::wireName)
                    .forEach(fields::add);
            return Response.status(UNPROCESSABLE)
                    .entity(page(instrument, form, refusals.of(problem, fields), null))
                    .build();
        }
    }
}
