package io.weiyi.booking;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Sample orders over HTTP; who may do what to which order is decided by the façade. */
@Path("/api/v1/sample-orders")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
    Roles.MEMBER,
    Roles.ORG_ADMIN,
    Roles.FIRM_FINANCE,
    Roles.INSTRUMENT_MANAGER,
    Roles.OPERATOR,
    Roles.PROVIDER_FINANCE,
    Roles.CITY_OFFICE,
    Roles.FINANCE,
    Roles.LEADER,
    Roles.AUDITOR
})
public class SampleOrderResource {

    private static final long FILE_BYTES_MAX = 20L * 1024 * 1024;

    private final SampleOrders orders;
    private final CurrentCaller caller;
    private final Clock clock;

    SampleOrderResource(SampleOrders orders, CurrentCaller caller, Clock clock) {
        this.orders = orders;
        this.caller = caller;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    public Response create(SampleOrderJson.@Nullable New body) {
        NewSampleOrder wanted = SampleOrderInputs.order(body, BusinessTime.dayOf(clock.instant()));
        SampleOrderInfo made = orders.order(caller.get(), wanted);
        return Response.created(URI.create("/api/v1/sample-orders/" + made.id()))
                .header(HttpHeaders.ETAG, IfMatch.tag(made.version()))
                .entity(SampleOrderJson.of(made))
                .build();
    }

    @GET
    public Page<SampleOrderJson> list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        PageRequest request = PageRequest.of(page, size);
        Checks checks = new Checks();
        SampleOrderStatus wanted =
                status == null ? null : Inputs.choice(checks, status, SampleOrderStatus.class, "status");
        checks.orThrow();
        return orders.list(caller.get(), wanted, request).map(SampleOrderJson::of);
    }

    @GET
    @Path("{id}")
    public Response one(@PathParam("id") String id) {
        return answer(orders.find(caller.get(), PublicId.inPath(id)));
    }

    @POST
    @Path("{id}/accept")
    public Response accept(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            SampleOrderJson.@Nullable Acceptance body) {
        return answer(orders.accept(
                caller.get(), PublicId.inPath(id), new IfMatch(ifMatch), SampleOrderInputs.promisedOn(body)));
    }

    @POST
    @Path("{id}/decline")
    public Response decline(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            SampleOrderJson.@Nullable Refusal body) {
        return answer(orders.decline(
                caller.get(), PublicId.inPath(id), new IfMatch(ifMatch), SampleOrderInputs.reason(body)));
    }

    @POST
    @Path("{id}/receive")
    public Response receive(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            SampleOrderJson.@Nullable Receipt body) {
        return answer(orders.receive(
                caller.get(), PublicId.inPath(id), new IfMatch(ifMatch), SampleOrderInputs.courierNumber(body)));
    }

    @POST
    @Path("{id}/start")
    public Response start(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(orders.start(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch)));
    }

    @POST
    @Path("{id}/finish")
    public Response finish(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            SampleOrderJson.@Nullable Result body) {
        return answer(
                orders.finish(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch), SampleOrderInputs.tested(body)));
    }

    @POST
    @Path("{id}/report")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response report(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            SampleOrderJson.@Nullable Report body) {
        return answer(orders.report(
                caller.get(),
                PublicId.inPath(id),
                new IfMatch(ifMatch),
                SampleOrderInputs.report(body == null ? null : body.reportNumber(), null)));
    }

    @POST
    @Path("{id}/report")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response reportFile(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @RestForm @Nullable String reportNumber,
            @RestForm("file") @Nullable FileUpload file) {
        SampleReport.File content = file == null ? null : SampleOrderInputs.file(file.fileName(), read(file));
        return answer(orders.report(
                caller.get(),
                PublicId.inPath(id),
                new IfMatch(ifMatch),
                SampleOrderInputs.report(reportNumber, content)));
    }

    private static byte[] read(FileUpload file) {
        if (file.size() > FILE_BYTES_MAX) {
            throw Problem.tooLarge("A report may have at most 20 MB.");
        }
        try {
            return Files.readAllBytes(file.uploadedFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the uploaded file could not be read", e);
        }
    }

    @GET
    @Path("{id}/report")
    @Produces(MediaType.WILDCARD)
    public Response download(@PathParam("id") String id) {
        BlobStore.Blob file =
                orders.reportFile(caller.get(), PublicId.inPath(id)).orElseThrow(Problem::notFound);
        // The name comes from outside, so the download carries one of ours.
        String ending = file.mediaType().substring(file.mediaType().indexOf('/') + 1);
        return Response.ok(file.content(), file.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"report-" + id + "." + ending + "\"")
                .build();
    }

    @POST
    @Path("{id}/cancel")
    public Response cancel(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(orders.cancel(caller.get(), PublicId.inPath(id), new IfMatch(ifMatch)));
    }

    private static Response answer(SampleOrderInfo order) {
        return Response.ok(SampleOrderJson.of(order))
                .header(HttpHeaders.ETAG, IfMatch.tag(order.version()))
                .build();
    }
}
