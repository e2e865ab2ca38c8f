package io.weiyi.voucher;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.PermitAll;
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
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Publicity lists: read and objected to by anybody, made by the city's office. */
@Path("/api/v1/publicity")
@Produces(MediaType.APPLICATION_JSON)
public class PublicityResource {

    private final Publicity publicity;

    PublicityResource(Publicity publicity) {
        this.publicity = publicity;
    }

    /** A list as asked for. */
    public record PublishJson(
            @Nullable String documentNumber,
            @Nullable String phone,
            @Nullable Integer workingDays) {}

    /** An objection as sent; without a code one is sent to the mobile. */
    public record ObjectionJson(
            @Nullable String claimId,
            @Nullable String name,
            @Nullable String mobile,
            @Nullable String code,
            @Nullable String text) {}

    /** A list as sent. */
    public record BatchJson(
            String id,
            String documentNumber,
            String phone,
            int workingDays,
            String startsOn,
            String endsBefore,
            boolean open,
            long totalFen,
            List<ItemJson> items) {

        static BatchJson of(Publicity.Batch batch) {
            return new BatchJson(
                    Long.toString(batch.id()),
                    batch.documentNumber(),
                    batch.phone(),
                    batch.workingDays(),
                    batch.startsOn().toString(),
                    batch.endsBefore().toString(),
                    batch.open(),
                    batch.totalFen(),
                    batch.items().stream().map(ItemJson::of).toList());
        }
    }

    /** A claim in a list. */
    public record ItemJson(
            String claimId, String applicant, String applicantEn, String area, long subsidyFen, String status) {

        static ItemJson of(Publicity.Item item) {
            return new ItemJson(
                    Long.toString(item.claimId()),
                    item.applicantNameZh(),
                    item.applicantNameEn(),
                    item.areaNameZh(),
                    item.subsidyFen(),
                    item.status().name());
        }
    }

    @GET
    @PermitAll
    public Page<BatchJson> list(@QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        return publicity.list(PageRequest.of(page, size)).map(BatchJson::of);
    }

    @GET
    @Path("/{id}")
    @PermitAll
    public BatchJson get(@PathParam("id") String id) {
        return BatchJson.of(publicity.get(PublicId.inPath(id)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.CITY_OFFICE)
    @Idempotent
    public Response publish(@Nullable PublishJson body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        Publicity.Batch made = publicity.publish(body.documentNumber(), body.phone(), body.workingDays());
        return Response.created(URI.create("/api/v1/publicity/" + made.id()))
                .entity(BatchJson.of(made))
                .build();
    }

    @POST
    @Path("/{id}/objections")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    public Response object(@PathParam("id") String id, @Nullable ObjectionJson body) {
        long batch = PublicId.inPath(id);
        publicity.get(batch);
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        if (body.code() == null || body.code().isBlank()) {
            publicity.sendCode(body.mobile());
            return Response.ok(Map.of("codeSent", true)).build();
        }
        OptionalLong claim = PublicId.parse(body.claimId());
        long made = publicity.object(
                batch,
                claim.isPresent() ? (Long) claim.getAsLong() : null,
                body.name(),
                body.mobile(),
                body.code(),
                body.text());
        return Response.created(URI.create("/api/v1/publicity/" + batch))
                .entity(Map.of("id", Long.toString(made)))
                .build();
    }
}
