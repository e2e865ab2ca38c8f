package io.weiyi.metering.ingest;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.metering.ingest.QuarantineItem.Decision;
import io.weiyi.metering.ingest.QuarantineItem.Step;
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
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Refused messages of a device over HTTP, and the decisions of two persons about them. */
@Path("/api/v1/devices/{device}/quarantine")
@Produces(MediaType.APPLICATION_JSON)
public class QuarantineResource {

    private final Quarantine quarantine;
    private final CurrentCaller caller;

    QuarantineResource(Quarantine quarantine, CurrentCaller caller) {
        this.quarantine = quarantine;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public Page<QuarantineJson> list(
            @PathParam("device") String device,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        return quarantine.of(caller.get(), device, PageRequest.of(page, size)).map(QuarantineJson::of);
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public QuarantineJson get(@PathParam("device") String device, @PathParam("id") String id) {
        return QuarantineJson.of(quarantine.find(caller.get(), device, PublicId.inPath(id)));
    }

    /** The bytes as they came; a browser is told to keep them and not to make anything of them. */
    @GET
    @Path("{id}/payload")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR, Roles.LEADER, Roles.AUDITOR})
    public Response payload(@PathParam("device") String device, @PathParam("id") String id) {
        long number = PublicId.inPath(id);
        return Response.ok(quarantine.bytes(caller.get(), device, number))
                .header("Content-Disposition", "attachment; filename=\"quarantine-" + number + ".bin\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    @POST
    @Path("{id}/release")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public QuarantineJson release(
            @PathParam("device") String device, @PathParam("id") String id, @Nullable DecisionRequest body) {
        return decide(device, id, Decision.RELEASE, body);
    }

    @POST
    @Path("{id}/discard")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public QuarantineJson discard(
            @PathParam("device") String device, @PathParam("id") String id, @Nullable DecisionRequest body) {
        return decide(device, id, Decision.DISCARD, body);
    }

    private QuarantineJson decide(String device, String id, Decision decision, @Nullable DecisionRequest body) {
        String note = body == null || body.note() == null ? "" : body.note().strip();
        return QuarantineJson.of(quarantine.decide(caller.get(), device, PublicId.inPath(id), decision, note));
    }

    /** Why. */
    public record DecisionRequest(@Nullable String note) {}

    /** What one person did. */
    public record StepJson(String decision, String person, Instant at, String note) {

        static @Nullable StepJson of(@Nullable Step step) {
            return step == null ? null : new StepJson(step.kind().name(), step.person(), step.at(), step.note());
        }
    }

    /** A refused message on the wire. */
    public record QuarantineJson(
            String id,
            String deviceId,
            Instant receivedAt,
            String topic,
            String reason,
            @Nullable Long seq,
            String detail,
            long sizeBytes,
            long keptBytes,
            String sha256,
            String status,
            @Nullable StepJson requested,
            @Nullable StepJson executed,
            @Nullable String outcome) {

        static QuarantineJson of(QuarantineItem item) {
            return new QuarantineJson(
                    String.valueOf(item.id()),
                    item.deviceId(),
                    item.receivedAt(),
                    item.topic(),
                    item.reason(),
                    item.seq(),
                    item.detail(),
                    item.sizeBytes(),
                    item.keptBytes(),
                    item.sha256(),
                    item.state(),
                    StepJson.of(item.requested()),
                    StepJson.of(item.executed()),
                    item.outcome());
        }
    }
}
