package io.weiyi.metering;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calibrations over HTTP. */
@Path("/api/v1/instruments/{id}/calibration")
@Produces(MediaType.APPLICATION_JSON)
public class CalibrationResource {

    private final Calibrations calibrations;
    private final CurrentCaller caller;

    CalibrationResource(Calibrations calibrations, CurrentCaller caller) {
        this.calibrations = calibrations;
        this.caller = caller;
    }

    /** A version on the wire. */
    record CalibrationJson(
            String instrumentId,
            int version,
            @Nullable List<String> watch,
            @Nullable String running,
            @Nullable String active,
            Map<String, Integer> limits,
            String note,
            String setBy,
            @Nullable Instant setAt) {

        static CalibrationJson of(Calibration calibration) {
            return new CalibrationJson(
                    String.valueOf(calibration.instrumentId()),
                    calibration.version(),
                    calibration.watch(),
                    calibration.running(),
                    calibration.active(),
                    calibration.limits(),
                    calibration.note(),
                    calibration.setBy(),
                    calibration.setAt());
        }
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public Response current(@PathParam("id") String id) {
        return answer(calibrations.current(caller.get(), PublicId.inPath(id)));
    }

    @GET
    @Path("/versions")
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public List<CalibrationJson> versions(@PathParam("id") String id) {
        return calibrations.versions(caller.get(), PublicId.inPath(id)).stream()
                .map(CalibrationJson::of)
                .toList();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response set(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String match,
            Calibration.@Nullable Wish body) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        return answer(calibrations.set(caller.get(), PublicId.inPath(id), body, version(match)));
    }

    private static @Nullable Integer version(@Nullable String match) {
        String tag = match == null ? "*" : match.strip();
        if (tag.isEmpty() || tag.equals("*")) {
            return null;
        }
        // A tag that is none of ours cannot be the current one.
        return tag.matches("\"\\d{1,9}\"") ? Integer.valueOf(tag.substring(1, tag.length() - 1)) : Integer.valueOf(-1);
    }

    private static Response answer(Calibration calibration) {
        return Response.ok(CalibrationJson.of(calibration))
                .header(HttpHeaders.ETAG, "\"" + calibration.version() + "\"")
                .build();
    }
}
