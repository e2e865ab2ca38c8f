package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.voucher.ClaimActor;
import io.weiyi.voucher.ClaimDraftJson;
import io.weiyi.voucher.ClaimFilter;
import io.weiyi.voucher.ClaimInfo;
import io.weiyi.voucher.ClaimMove;
import io.weiyi.voucher.ClaimRecord;
import io.weiyi.voucher.ClaimStatus;
import io.weiyi.voucher.Claims;
import io.weiyi.voucher.EvidenceType;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Claims: what a firm may claim, the checklist of a claim, and the one view in which an office decides. */
@Path("/claims")
@Produces(MediaType.TEXT_HTML)
@Blocking
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
public class ClaimPages {

    private static final int UNPROCESSABLE = 422;
    private static final int BRIEF = 10;

    /** The list, and above it what the firm may claim. */
    record ClaimsPage(
            Page<ClaimInfo> rows,
            Claims.@Nullable Claimable claimable,
            boolean queue,
            boolean hasQueue,
            FormErrors errors)
            implements TemplateInstance {}

    /** One claim. */
    record ClaimPage(
            ClaimRecord it,
            boolean editable,
            List<Step> steps,
            List<EvidenceType> types,
            List<ClaimInfo> earlier,
            @Nullable Long nextId,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** A button: what it does and whether it has to say why. */
    public record Step(String path, ClaimMove move, boolean noted) {}

    private final Claims claims;
    private final CurrentCaller callers;
    private final Refusals refusals;

    ClaimPages(Claims claims, CurrentCaller callers, Refusals refusals) {
        this.claims = claims;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    public TemplateInstance list(
            @QueryParam("queue") @Nullable String queue, @QueryParam("page") @Nullable String page) {
        return list(queue != null, PageRequest.of(page, null), FormErrors.NONE);
    }

    private ClaimsPage list(boolean queue, PageRequest request, FormErrors errors) {
        Caller caller = callers.get();
        ClaimActor actor = actor(caller);
        ClaimFilter filter = queue && actor != null ? new ClaimFilter(null, null, actor) : ClaimFilter.ALL;
        Long firm = caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE).stream()
                .sorted()
                .findFirst()
                .orElse(null);
        return new ClaimsPage(
                claims.list(filter, request),
                firm == null ? null : claims.claimable(firm),
                queue && actor != null,
                actor != null,
                errors);
    }

    /** As what the caller works off a queue; null for firms and readers. */
    private static @Nullable ClaimActor actor(Caller caller) {
        if (caller.has(Role.CITY_OFFICE)) {
            return ClaimActor.CITY;
        }
        if (caller.has(Role.AREA_OFFICE)) {
            return ClaimActor.AREA;
        }
        return caller.has(Role.PROVIDER_FINANCE) || caller.has(Role.INSTRUMENT_MANAGER) ? ClaimActor.PROVIDER : null;
    }

    /** One button: a claim of the charges that were ticked, each in full. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE})
    public Response create(@RestForm @Nullable List<String> charge) {
        Caller caller = callers.get();
        List<String> ticked = charge == null ? List.of() : charge;
        List<ClaimDraftJson.@Nullable Line> lines =
                caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE).stream()
                        .flatMap(firm -> claims.claimable(firm).items().stream())
                        .filter(item -> ticked.contains(Long.toString(item.chargeId())))
                        .<ClaimDraftJson.@Nullable Line>map(item -> new ClaimDraftJson.Line(
                                Long.toString(item.chargeId()),
                                "SAMPLE_ORDER".equals(item.subjectKind()) ? "TEST" : "INSTRUMENT_USE",
                                item.claimableFen(),
                                null,
                                null))
                        .toList();
        try {
            ClaimRecord made = claims.create(new ClaimDraftJson(lines));
            return Back.to("/claims/" + made.claim().id());
        } catch (Problem problem) {
            return Response.status(UNPROCESSABLE)
                    .entity(list(false, PageRequest.of(null, null), refusals.of(problem, Set.of())))
                    .build();
        }
    }

    @GET
    @Path("{id}")
    public TemplateInstance claim(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), FormErrors.NONE, done);
    }

    private ClaimPage page(long id, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        ClaimRecord record = claims.get(id);
        ClaimInfo claim = record.claim();
        Set<ClaimMove> moves = claims.movesNow(claim, record.history());
        ClaimActor actor = actor(caller);
        boolean firm = caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE)
                .contains(claim.applicantId());
        Long next = actor == null
                ? null
                : claims.list(new ClaimFilter(null, null, actor), new PageRequest(0, 2)).items().stream()
                        .map(ClaimInfo::id)
                        .filter(other -> other != id)
                        .findFirst()
                        .orElse(null);
        return new ClaimPage(
                record,
                firm && claim.status().editable(),
                Arrays.stream(ClaimMove.values())
                        .filter(moves::contains)
                        .filter(move -> path(move) != null)
                        .map(move -> new Step(String.valueOf(path(move)), move, noted(move, claim.status())))
                        .toList(),
                List.of(EvidenceType.values()),
                claims
                        .list(new ClaimFilter(claim.applicantId(), null, null), new PageRequest(0, BRIEF))
                        .items()
                        .stream()
                        .filter(other -> other.id() != id)
                        .toList(),
                next,
                errors,
                done);
    }

    private static @Nullable String path(ClaimMove move) {
        return switch (move) {
            case SUBMIT, WITHDRAW, CONFIRM, APPROVE, RETURN, REJECT, REOPEN, OBJECT ->
                move.name().toLowerCase(Locale.ROOT);
            default -> null;
        };
    }

    private static boolean noted(ClaimMove move, ClaimStatus status) {
        return move == ClaimMove.RETURN || move == ClaimMove.REJECT || move == ClaimMove.OBJECT;
    }

    @POST
    @Path("{id}/{move: submit|withdraw|confirm|approve|return|reject|reopen|object}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response step(
            @PathParam("id") String id,
            @PathParam("move") String move,
            @RestForm @Nullable String note,
            @RestForm @Nullable String version) {
        long claim = PublicId.inPath(id);
        Integer read = PublicId.parse(version).isPresent() ? Integer.valueOf(version) : null;
        String why = note == null ? "" : note.strip();
        return done(claim, () -> {
            switch (move) {
                case "submit" -> claims.submit(claim, read);
                case "withdraw" -> claims.withdraw(claim, why, read);
                case "reopen" -> claims.reopen(claim, why, read);
                case "object" -> claims.object(claim, why, read);
                default -> claims.decide(claim, Claims.Decision.valueOf(move.toUpperCase(Locale.ROOT)), why, read);
            }
        });
    }

    @POST
    @Path("{id}/evidence")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response evidence(
            @PathParam("id") String id,
            @RestForm @Nullable FileUpload file,
            @RestForm @Nullable String type,
            @RestForm @Nullable String lineId) {
        long claim = PublicId.inPath(id);
        EvidenceType wanted = Arrays.stream(EvidenceType.values())
                .filter(each -> each.name().equals(type))
                .findFirst()
                .orElse(EvidenceType.OTHER);
        Long line = PublicId.parse(lineId).isPresent() ? Long.valueOf(lineId) : null;
        return done(claim, () -> claims.addEvidence(claim, wanted, line, Upload.of(file, "file")));
    }

    private Response done(long claim, Runnable work) {
        try {
            work.run();
            return Back.to("/claims/" + claim + "?done=moved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(claim, refusals.of(problem, Set.of("note", "file")), null))
                    .build();
        }
    }

    /** A file beside the checks: shown by the browser, never run. */
    @GET
    @Path("{id}/files/{file}")
    @Produces("*/*")
    public Response file(@PathParam("id") String id, @PathParam("file") String file) {
        BlobStore.Blob blob = claims.file(PublicId.inPath(id), PublicId.inPath(file));
        boolean shown =
                blob.mediaType().equals("application/pdf") || blob.mediaType().startsWith("image/");
        return Response.ok(blob.content(), blob.mediaType())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox")
                .header("Content-Disposition", shown ? "inline" : "attachment")
                .build();
    }
}
