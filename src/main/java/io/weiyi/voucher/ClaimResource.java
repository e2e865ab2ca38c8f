package io.weiyi.voucher;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Claims by program: made and handed in by firms, confirmed by providers, decided by offices. */
@Path("/api/v1/claims")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
    Roles.MEMBER,
    Roles.ORG_ADMIN,
    Roles.FIRM_FINANCE,
    Roles.INSTRUMENT_MANAGER,
    Roles.PROVIDER_FINANCE,
    Roles.AREA_OFFICE,
    Roles.CITY_OFFICE,
    Roles.FINANCE,
    Roles.LEADER,
    Roles.AUDITOR
})
public class ClaimResource {

    private static final int NOTE_LENGTH_MAX = 4000;

    private final Claims claims;

    ClaimResource(Claims claims) {
        this.claims = claims;
    }

    /** A decision as sent. */
    public record DecisionJson(
            @Nullable String decision, @Nullable String note) {}

    /** What may come with a step. */
    public record NoteJson(@Nullable String note) {}

    @GET
    public Page<ClaimJson> list(
            @QueryParam("organisationId") @Nullable String organisationId,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        PageRequest request = PageRequest.of(page, size);
        ClaimStatus wanted = null;
        if (status != null && !status.isBlank()) {
            wanted = Arrays.stream(ClaimStatus.values())
                    .filter(s -> s.name().equals(status.strip()))
                    .findFirst()
                    .orElseThrow(() ->
                            Problem.validation("status", "must be one of " + Arrays.toString(ClaimStatus.values())));
        }
        Long applicant = null;
        if (organisationId != null && !organisationId.isBlank()) {
            OptionalLong named = PublicId.parse(organisationId);
            if (named.isEmpty()) {
                return Page.empty(request);
            }
            applicant = named.getAsLong();
        }
        return claims.list(new ClaimFilter(applicant, wanted, null), request).map(ClaimJson::brief);
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id) {
        return answer(claims.get(PublicId.inPath(id)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE})
    @Idempotent
    public Response create(@Nullable ClaimDraftJson body) {
        ClaimRecord made = claims.create(required(body));
        return Response.created(URI.create("/api/v1/claims/" + made.claim().id()))
                .tag(tag(made))
                .entity(ClaimJson.of(made))
                .build();
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response change(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable ClaimDraftJson body) {
        return answer(claims.change(PublicId.inPath(id), required(body), version(ifMatch)));
    }

    @POST
    @Path("/{id}/evidence")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Idempotent
    public Response evidence(
            @PathParam("id") String id,
            @RestForm @Nullable FileUpload file,
            @RestForm @Nullable String type,
            @RestForm @Nullable String lineId) {
        long claim = PublicId.inPath(id);
        claims.get(claim);
        Checks checks = new Checks();
        EvidenceType wanted = Arrays.stream(EvidenceType.values())
                .filter(each -> each.name().equals(type == null ? "" : type.strip()))
                .findFirst()
                .orElseGet(() -> {
                    checks.add("type", "must be one of " + ClaimFiles.types());
                    return EvidenceType.OTHER;
                });
        Long line = null;
        if (lineId != null && !lineId.isBlank()) {
            OptionalLong parsed = PublicId.parse(lineId.strip());
            checks.require(parsed.isPresent(), "lineId", "is no line of this claim");
            line = parsed.orElse(0);
        }
        checks.orThrow();
        ClaimRecord changed = claims.addEvidence(claim, wanted, line, Upload.of(file, "file"));
        ClaimFile added = changed.files().get(changed.files().size() - 1);
        return Response.created(URI.create("/api/v1/claims/" + claim + "/evidence/" + added.id()))
                .tag(tag(changed))
                .entity(ClaimJson.of(changed))
                .build();
    }

    @GET
    @Path("/{id}/evidence/{file}")
    @Produces("*/*")
    public Response file(@PathParam("id") String id, @PathParam("file") String file) {
        BlobStore.Blob blob = claims.file(PublicId.inPath(id), PublicId.inPath(file));
        return Response.ok(blob.content(), blob.mediaType())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", "attachment")
                .build();
    }

    @POST
    @Path("/{id}/submit")
    public Response submit(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return answer(claims.submit(PublicId.inPath(id), version(ifMatch)));
    }

    @POST
    @Path("/{id}/withdraw")
    public Response withdraw(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return answer(claims.withdraw(PublicId.inPath(id), null, version(ifMatch)));
    }

    @POST
    @Path("/{id}/decisions")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response decide(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable DecisionJson body) {
        DecisionJson given = required(body);
        Checks checks = new Checks();
        Claims.Decision decision = Arrays.stream(Claims.Decision.values())
                .filter(each -> each.name().equals(given.decision()))
                .findFirst()
                .orElseGet(() -> {
                    checks.add("decision", "must be one of " + Arrays.toString(Claims.Decision.values()));
                    return Claims.Decision.CONFIRM;
                });
        String note = checks.optionalText(given.note(), "note", NOTE_LENGTH_MAX);
        checks.orThrow();
        return answer(claims.decide(PublicId.inPath(id), decision, note, version(ifMatch)));
    }

    @POST
    @Path("/{id}/objections")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response object(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable NoteJson body) {
        return answer(claims.object(PublicId.inPath(id), note(body), version(ifMatch)));
    }

    @POST
    @Path("/{id}/reopen")
    public Response reopen(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable NoteJson body) {
        return answer(claims.reopen(PublicId.inPath(id), note(body), version(ifMatch)));
    }

    private static String note(@Nullable NoteJson body) {
        Checks checks = new Checks();
        String note = checks.optionalText(body == null ? null : body.note(), "note", 1000);
        checks.orThrow();
        return note;
    }

    private static <T> T required(@Nullable T body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        return body;
    }

    private static Response answer(ClaimRecord record) {
        return Response.ok(ClaimJson.of(record)).tag(tag(record)).build();
    }

    private static EntityTag tag(ClaimRecord record) {
        return new EntityTag(Integer.toString(record.claim().version()));
    }

    /** The version that the caller read; a tag that was never given out is stale by nature. */
    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
            return null;
        }
        String tag = ifMatch.strip().replace("\"", "");
        return PublicId.parse(tag).isPresent() && tag.length() < 10 ? Integer.valueOf(tag) : Integer.valueOf(-1);
    }
}
