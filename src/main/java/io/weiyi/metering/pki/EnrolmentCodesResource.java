package io.weiyi.metering.pki;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Enrolment codes over HTTP, for instrument managers. */
@Path("/api/v1/instruments/{id}/enrolment-codes")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EnrolmentCodesResource {

    private final Enrolment enrolment;
    private final CurrentCaller caller;

    EnrolmentCodesResource(Enrolment enrolment, CurrentCaller caller) {
        this.enrolment = enrolment;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    @Idempotent
    public Response newCode(@PathParam("id") String id, @Nullable CodeRequest body) {
        long instrumentId = PublicId.inPath(id);
        Set<Long> more = new LinkedHashSet<>();
        String deviceId = null;
        if (body != null) {
            if (body.instrumentIds() != null) {
                for (String other : body.instrumentIds()) {
                    OptionalLong known = PublicId.parse(other);
                    if (known.isEmpty()) {
                        throw Problem.validation("instrumentIds", "must be ids of instruments");
                    }
                    more.add(known.getAsLong());
                }
            }
            deviceId = body.deviceId();
        }
        EnrolmentCode code = enrolment.newCode(caller.get(), instrumentId, more, deviceId);
        return Response.created(URI.create("/api/v1/instruments/" + instrumentId + "/enrolment-codes"))
                .entity(new CodeJson(code.text(), code.expiresAt(), code.caSha256()))
                .build();
    }

    /** What a code is asked for. */
    public record CodeRequest(
            @Nullable List<@Nullable String> instrumentIds,
            @Nullable String deviceId) {}

    /** A code, shown once. */
    public record CodeJson(String code, Instant expiresAt, String caSha256) {}
}
