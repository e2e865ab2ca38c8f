package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.Devices;
import io.weiyi.metering.ingest.Quarantine;
import io.weiyi.metering.ingest.QuarantineItem;
import io.weiyi.metering.ingest.QuarantineItem.Decision;
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
import java.util.Arrays;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** One refused message: its bytes as text and in hex, and what two persons decide about it. */
@Path("/lab/devices/{device}/quarantine/{id}")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class QuarantinePages {

    private static final int UNPROCESSABLE = 422;
    private static final int SHOWN_BYTES_MAX = 4096;

    /** The message; only its beginning is shown when it is long. */
    record QuarantinePage(
            QuarantineItem it,
            String text,
            String hex,
            boolean shortened,
            String shown,
            boolean decides,
            String requestedKind,
            String note,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    private final Quarantine quarantine;
    private final Devices devices;
    private final CurrentCaller callers;
    private final Refusals refusals;

    QuarantinePages(Quarantine quarantine, Devices devices, CurrentCaller callers, Refusals refusals) {
        this.quarantine = quarantine;
        this.devices = devices;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public TemplateInstance message(
            @PathParam("device") String device, @PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(device, PublicId.inPath(id), "", FormErrors.NONE, done);
    }

    private QuarantinePage page(String device, long id, String note, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        QuarantineItem it = quarantine.find(caller, device, id);
        byte[] bytes = quarantine.bytes(caller, device, id);
        long owner = devices.find(caller, device).orElseThrow(Problem::notFound).ownerId();
        boolean decides = caller.hasIn(Role.INSTRUMENT_MANAGER, owner) || caller.hasIn(Role.OPERATOR, owner);
        QuarantineItem.Step requested = it.requested();
        return new QuarantinePage(
                it,
                Bytes.text(bytes, SHOWN_BYTES_MAX),
                Bytes.hex(bytes, SHOWN_BYTES_MAX),
                bytes.length > SHOWN_BYTES_MAX,
                String.valueOf(SHOWN_BYTES_MAX),
                decides,
                requested == null ? "" : requested.kind().name(),
                note,
                errors,
                done);
    }

    /** A download, whatever the browser would rather have. */
    @GET
    @Path("bytes")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public Response bytes(@PathParam("device") String device, @PathParam("id") String id) {
        long number = PublicId.inPath(id);
        return Response.ok(quarantine.bytes(callers.get(), device, number), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header("Content-Disposition", "attachment; filename=\"quarantine-" + number + ".bin\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response decide(
            @PathParam("device") String device,
            @PathParam("id") String id,
            @RestForm @Nullable String decision,
            @RestForm @Nullable String note) {
        long number = PublicId.inPath(id);
        String why = Inputs.text(note);
        try {
            Decision wanted = Arrays.stream(Decision.values())
                    .filter(one -> one.name().equals(decision))
                    .findFirst()
                    .orElseThrow(() -> Problem.validation("decision", "must be RELEASE or DISCARD"));
            quarantine.decide(callers.get(), device, number, wanted, why);
            return Back.to("/lab/devices/" + device + "/quarantine/" + number + "?done=saved");
        } catch (Problem problem) {
            if (problem.status() == 404) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(device, number, why, refusals.of(problem, Set.of("note", "decision")), null))
                    .build();
        }
    }
}
