package io.weiyi.metering.pki;

import io.vertx.core.http.HttpServerRequest;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enrolment over HTTP, for agents. */
@Path("/api/v1/devices/enrol")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EnrolmentResource {

    private static final int TEXT_MAX = 200;

    private final Enrolment enrolment;
    private final EnrolmentTries tries;

    EnrolmentResource(Enrolment enrolment, EnrolmentTries tries) {
        this.enrolment = enrolment;
        this.tries = tries;
    }

    @POST
    @PermitAll
    @Idempotent
    public Response enrol(@Nullable EnrolRequest body, HttpServerRequest http) {
        if (body == null) {
            throw Problem.malformed("The body is missing.");
        }
        Checks checks = new Checks();
        String code = checks.text(body.code(), "code", TEXT_MAX);
        String hostname = checks.text(body.hostname(), "hostname", TEXT_MAX);
        String agentVersion = checks.text(body.agentVersion(), "agentVersion", TEXT_MAX);
        Optional<SigningRequest> request = SigningRequest.read(checks, body.csrPem());
        checks.orThrow();
        EnrolmentAnswer answer = tries.counted(
                http,
                problem -> "unknown".equals(problem.members().get("reason")),
                () -> enrolment.enrol(code, request.orElseThrow(), hostname, agentVersion));
        return Response.created(URI.create("/api/v1/devices/" + answer.deviceId()))
                .entity(answer)
                .build();
    }

    /** What an agent sends. */
    public record EnrolRequest(
            @Nullable String code,
            @Nullable String csrPem,
            @Nullable String agentVersion,
            @Nullable String hostname) {}
}
