package io.weiyi.reconciliation.payout;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.Months;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.YearMonth;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Payout batches: finance makes, approves, exports and settles them; leaders and auditors read. */
@Path("/api/v1/payout-batches")
@Produces(MediaType.APPLICATION_JSON)
public class PayoutResource {

    private static final int BYTES_MAX = 5 * 1024 * 1024;

    private final PayoutBatches batches;
    private final PayoutPapers papers;

    PayoutResource(PayoutBatches batches, PayoutPapers papers) {
        this.batches = batches;
        this.papers = papers;
    }

    /** The month whose claims are to be paid. */
    public record BatchInput(@Nullable String month) {}

    /** Which claim is to be paid again, and why. */
    public record RetryInput(
            @Nullable String claimId, @Nullable String note) {}

    @GET
    @RolesAllowed({Roles.FINANCE, Roles.LEADER, Roles.AUDITOR})
    public Page<PayoutBatchJson> list(
            @QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        return batches.list(PageRequest.of(page, size)).map(PayoutBatchJson::of);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.FINANCE, Roles.LEADER, Roles.AUDITOR})
    public PayoutBatchJson get(@PathParam("id") String id) {
        return PayoutBatchJson.of(batches.get(PublicId.inPath(id)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.FINANCE)
    @Idempotent
    public Response create(@Nullable BatchInput body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        YearMonth month = Months.parse(body.month() == null ? "" : body.month().strip())
                .orElseThrow(() -> Problem.validation("month", "must be a month such as 2026-11"));
        PayoutBatch made = batches.create(month);
        return Response.created(URI.create("/api/v1/payout-batches/" + made.id()))
                .entity(PayoutBatchJson.of(made))
                .build();
    }

    @POST
    @Path("/{id}/approve")
    @RolesAllowed(Roles.FINANCE)
    public PayoutBatchJson approve(@PathParam("id") String id) {
        return PayoutBatchJson.of(batches.approve(PublicId.inPath(id)));
    }

    @POST
    @Path("/{id}/export")
    @RolesAllowed(Roles.FINANCE)
    public PayoutBatchJson export(@PathParam("id") String id) {
        return PayoutBatchJson.of(batches.export(PublicId.inPath(id)));
    }

    /** The list for the treasury, once the batch is exported: csv, or xlsx, in the columns of a template. */
    @GET
    @Path("/{id}/treasury-list")
    @Produces({"text/csv", "*/*"})
    @RolesAllowed(Roles.FINANCE)
    public Response treasuryList(
            @PathParam("id") String id,
            @QueryParam("part") @DefaultValue("1") int part,
            @QueryParam("template") @DefaultValue(TreasuryTemplate.DEFAULT) String template,
            @QueryParam("format") @DefaultValue("csv") String format) {
        return file(papers.list(PublicId.inPath(id), part, template, format));
    }

    /** The cover sheet to be signed. */
    @GET
    @Path("/{id}/cover-sheet")
    @Produces("application/pdf")
    @RolesAllowed(Roles.FINANCE)
    public Response coverSheet(@PathParam("id") String id) {
        return file(papers.coverSheet(PublicId.inPath(id)));
    }

    private static Response file(PayoutPapers.PayoutFile file) {
        return Response.ok(file.content(), file.mediaType())
                .header("Content-Disposition", "attachment; filename=\"" + file.name() + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    @POST
    @Path("/{id}/bank-results")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.FINANCE)
    public PayoutBatchJson bankResults(@PathParam("id") String id, @RestForm @Nullable FileUpload file) {
        long batch = PublicId.inPath(id);
        batches.get(batch);
        if (file == null || file.size() == 0) {
            throw Problem.validation("file", "must not be empty");
        }
        if (file.size() > BYTES_MAX) {
            throw Problem.tooLarge("A file of bank results may have at most 5 MB.");
        }
        try {
            return PayoutBatchJson.of(
                    batches.results(batch, "bank-results.csv", Files.readAllBytes(file.uploadedFile())));
        } catch (IOException e) {
            throw new UncheckedIOException("the uploaded file could not be read", e);
        }
    }

    /** A failed or returned payment may be made again in a later batch. */
    @POST
    @Path("/{id}/retries")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.FINANCE)
    public PayoutBatchJson retry(@PathParam("id") String id, @Nullable RetryInput body) {
        PayoutBatch batch = batches.get(PublicId.inPath(id));
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        long claim = batch.items().stream()
                .map(PayoutBatch.Item::claimId)
                .filter(known -> Long.toString(known).equals(body.claimId()))
                .findFirst()
                .orElseThrow(() -> Problem.validation("claimId", "is not in this batch"));
        batches.retry(claim, body.note() == null ? "" : body.note());
        return PayoutBatchJson.of(batches.get(batch.id()));
    }
}
