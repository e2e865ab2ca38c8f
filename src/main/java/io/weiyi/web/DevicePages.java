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
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.Devices;
import io.weiyi.metering.ingest.Quarantine;
import io.weiyi.metering.ingest.QuarantineItem;
import io.weiyi.metering.pki.Enrolment;
import io.weiyi.metering.pki.EnrolmentCode;
import io.weiyi.reporting.DeviceReport;
import io.weiyi.reporting.FleetReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The agents on a provider's instrument PCs: list, enrolment codes, revoking, and what was refused from them. */
@Path("/lab/devices")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class DevicePages {

    private static final int UNPROCESSABLE = 422;
    private static final String CODE_COOKIE = "weiyi_enrolment";
    private static final int CODE_SECONDS = 60;

    /** The list; a fresh code is shown once. */
    record DevicesPage(
            FleetList list,
            boolean manager,
            List<InstrumentInfo> instruments,
            long chosen,
            @Nullable CodeShown code,
            String server,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** A fresh enrolment code as the page shows it. */
    public record CodeShown(String text, Instant expiresAt) {

        static @Nullable CodeShown read(@Nullable String cookie) {
            int dot = cookie == null ? -1 : cookie.lastIndexOf('.');
            if (cookie == null || dot < 1 || !cookie.substring(dot + 1).matches("[0-9]{1,11}")) {
                return null;
            }
            Instant until = Instant.ofEpochSecond(Long.parseLong(cookie.substring(dot + 1)));
            return new CodeShown(cookie.substring(0, dot), until);
        }
    }

    /** One device. */
    record DevicePage(
            DeviceReport.Row it,
            List<InstrumentInfo> instruments,
            String journal,
            Page<QuarantineItem> refused,
            List<FleetReport.Incident> incidents,
            boolean manager,
            @Nullable String done)
            implements TemplateInstance {}

    private final DeviceReport report;
    private final FleetReport fleet;
    private final Quarantine quarantine;
    private final Devices devices;
    private final Enrolment enrolment;
    private final Catalogue catalogue;
    private final CurrentCaller callers;
    private final Refusals refusals;

    // More beans than is comfortable: enrolment, the list, alerts and refused messages meet on these two pages.
    DevicePages(
            DeviceReport report,
            FleetReport fleet,
            Quarantine quarantine,
            Devices devices,
            Enrolment enrolment,
            Catalogue catalogue,
            CurrentCaller callers,
            Refusals refusals) {
        this.report = report;
        this.fleet = fleet;
        this.quarantine = quarantine;
        this.devices = devices;
        this.enrolment = enrolment;
        this.catalogue = catalogue;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response list(
            @QueryParam("instrument") @Nullable String instrument,
            @QueryParam("state") @Nullable String state,
            @QueryParam("q") @Nullable String q,
            @QueryParam("page") @Nullable String number,
            @QueryParam("done") @Nullable String done,
            @CookieParam(CODE_COOKIE) @Nullable String fresh,
            @Context UriInfo uri) {
        CodeShown code = CodeShown.read(fresh);
        FleetList.Asked asked = new FleetList.Asked(state, null, q, number);
        DevicesPage page = page(asked, PublicId.parse(instrument).orElse(0), code, FormErrors.NONE, done, uri);
        Response.ResponseBuilder answer = Response.ok(page);
        return code == null ? answer.build() : answer.cookie(codeCookie("", 0)).build();
    }

    private DevicesPage page(
            FleetList.Asked asked,
            long chosen,
            @Nullable CodeShown code,
            FormErrors errors,
            @Nullable String done,
            UriInfo uri) {
        Set<Long> mine = mine();
        Set<Long> seen = callers.get().organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
        List<InstrumentInfo> instruments = mine.stream()
                .flatMap(owner -> catalogue.instrumentsOf(owner).stream())
                .sorted(Comparator.comparing(InstrumentInfo::nameZh).thenComparing(InstrumentInfo::innerId))
                .toList();
        String server = uri.getBaseUri().toString().replaceFirst("/$", "");
        FleetList list = FleetList.of(fleet, "/lab/devices", seen, asked, true);
        return new DevicesPage(list, !mine.isEmpty(), instruments, chosen, code, server, errors, done);
    }

    /** The list alone, for its sheet. */
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    FleetPages.FleetPage list(@Nullable String state, @Nullable String q) {
        Set<Long> seen = callers.get().organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
        FleetList.Asked asked = new FleetList.Asked(state, null, q, null);
        return new FleetPages.FleetPage(FleetList.of(fleet, "/lab/devices", seen, asked, true));
    }

    private Set<Long> mine() {
        return callers.get().organisationsAs(Role.INSTRUMENT_MANAGER);
    }

    @POST
    @Path("codes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response newCode(@RestForm @Nullable String instrument, @Context UriInfo uri) {
        long chosen = PublicId.parse(Inputs.text(instrument)).orElse(0);
        try {
            if (chosen == 0) {
                throw Problem.validation("instrument", "must not be empty");
            }
            EnrolmentCode code = enrolment.newCode(callers.get(), chosen, Set.of(), null);
            // The code travels once, to the next page of this browser, and never in an address.
            String value = code.text() + "." + code.expiresAt().getEpochSecond();
            return Response.seeOther(URI.create("/lab/devices"))
                    .cookie(codeCookie(value, CODE_SECONDS))
                    .build();
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            FormErrors errors = refusals.of(problem, Set.of("instrument"));
            return Response.status(UNPROCESSABLE)
                    .entity(page(new FleetList.Asked(null, null, null, null), chosen, null, errors, null, uri))
                    .build();
        }
    }

    private static NewCookie codeCookie(String value, int seconds) {
        return new NewCookie.Builder(CODE_COOKIE)
                .value(value)
                .path("/lab/devices")
                .maxAge(seconds)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public TemplateInstance device(
            @PathParam("id") String id,
            @QueryParam("page") @Nullable String number,
            @QueryParam("done") @Nullable String done) {
        Caller caller = callers.get();
        // The façade says whether the caller may see it at all.
        DeviceReport.Row it = devices.find(caller, id)
                .flatMap(device -> report.find(device.id()))
                .orElseThrow(Problem::notFound);
        List<InstrumentInfo> instruments = devices.find(caller, id).stream()
                .flatMap(device -> device.instrumentIds().stream())
                .flatMap(instrument -> catalogue.find(instrument).stream())
                .toList();
        return new DevicePage(
                it,
                instruments,
                FleetList.journalText(it.journalBytes(), it.journalLimitBytes()),
                quarantine.of(caller, id, PageRequest.of(number, null)),
                fleet.incidents(id),
                mine().contains(it.ownerId()),
                done);
    }

    @POST
    @Path("{id}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response revoke(@PathParam("id") String id) {
        Caller caller = callers.get();
        devices.revoke(caller, id);
        return Back.to("/lab/devices/" + id + "?done=revoked");
    }
}
