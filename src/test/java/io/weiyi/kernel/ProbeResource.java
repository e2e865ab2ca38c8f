package io.weiyi.kernel;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;
import org.jdbi.v3.core.Jdbi;

/** Calls that exist in tests only: they behave as the contract asks of every call, and count how often they ran. */
@Path("/api/v1/probe")
@Produces(MediaType.APPLICATION_JSON)
public class ProbeResource {

    private final Jdbi jdbi;
    private final Clock clock;

    ProbeResource(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    public record ThingJson(String name, Integer count) {}

    /** Work that commits leaves a row; work that is refused leaves none. */
    @POST
    @Path("/things")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MEMBER)
    @Idempotent
    @Transactional
    public Response create(ThingJson body) {
        if (body == null) {
            throw Problem.malformed("The body must be a JSON object.");
        }
        Checks checks = new Checks();
        String name = checks.text(body.name(), "name", 100);
        checks.require(body.count() != null && body.count() > 0, "count", "must be a positive number");
        checks.orThrow();
        long id = jdbi.withHandle(handle -> {
            // Long enough for a parallel twin to arrive while this runs.
            handle.createQuery("SELECT pg_sleep(0.2)::text").mapTo(String.class).list();
            return handle.createQuery(
                            "INSERT INTO work_row (kind, subject, due_at, created_at) VALUES ('probe', :name || gen_random_uuid(), :never, :now) RETURNING id")
                    .bind("name", name)
                    .bind("never", clock.instant().plusSeconds(1_000_000_000))
                    .bind("now", clock.instant())
                    .mapTo(Long.class)
                    .one();
        });
        if (name.startsWith("refuse")) {
            throw Problem.illegalTransition("This is refused after its work was begun.");
        }
        if (name.startsWith("crash")) {
            throw new IllegalStateException("a secret that must not leave the house");
        }
        if (name.startsWith("busy")) {
            throw Problem.of(429, "busy", "Busy", "Later.").with("retryAfterSeconds", 7);
        }
        return Response.created(URI.create("/api/v1/probe/things/" + id))
                .header(HttpHeaders.ETAG, "\"0\"")
                .entity(Map.of("id", Long.toString(id), "name", name))
                .build();
    }

    @POST
    @Path("/upload")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.MEMBER)
    public Map<String, String> upload(@RestForm String data) {
        return Map.of("data", data);
    }

    @GET
    @Path("/undecided")
    public String undecided() {
        return "nobody said who may read this";
    }

    @GET
    @Path("/open")
    @PermitAll
    public Map<String, Boolean> open() {
        return Map.of("open", true);
    }
}
