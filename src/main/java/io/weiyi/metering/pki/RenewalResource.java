package io.weiyi.metering.pki;

import io.vertx.core.http.HttpServerRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renewal over HTTP, for agents: the signature of the request is the proof, so nobody signs in. */
@Path("/api/v1/devices/renew")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RenewalResource {

    private static final int ID_MAX = 40;

    private final Renewal renewal;
    private final EnrolmentTries tries;

    RenewalResource(Renewal renewal, EnrolmentTries tries) {
        this.renewal = renewal;
        this.tries = tries;
    }

    @POST
    @PermitAll
    public EnrolmentAnswer renew(@Nullable RenewalRequest body, HttpServerRequest http) {
        if (body == null) {
            throw Problem.malformed("The body is missing.");
        }
        Checks checks = new Checks();
        String deviceId = checks.text(body.deviceId(), "deviceId", ID_MAX);
        Optional<SigningRequest> request = SigningRequest.read(checks, body.csrPem());
        checks.orThrow();
        return tries.counted(
                http, problem -> problem.status() == 422, () -> renewal.renew(deviceId, request.orElseThrow()));
    }

    /** What an agent sends. */
    public record RenewalRequest(
            @Nullable String deviceId, @Nullable String csrPem) {}
}
