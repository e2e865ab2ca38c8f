package io.weiyi.web;

import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.IfMatch;
import io.weiyi.booking.SampleOrders;
import io.weiyi.booking.SampleReport;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.FileType;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** What is done to a sample order, step by step: by the lab, and the firm's calling it off. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class OrderSteps {

    private static final int UNPROCESSABLE = 422;
    private static final long FILE_BYTES_MAX = 20L * 1024 * 1024;
    private static final Set<String> FIELDS = Set.of("promisedOn", "reason", "courierNumber", "number", "file");

    private final SampleOrders orders;
    private final OrderPages pages;
    private final CurrentCaller callers;
    private final Refusals refusals;

    OrderSteps(SampleOrders orders, OrderPages pages, CurrentCaller callers, Refusals refusals) {
        this.orders = orders;
        this.pages = pages;
        this.callers = callers;
        this.refusals = refusals;
    }

    @POST
    @Path("orders/{id}/accept")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response accept(@PathParam("id") String id, @RestForm @Nullable String promisedOn) {
        return move(id, order -> {
            String typed = Inputs.text(promisedOn);
            LocalDate day = Inputs.day(typed).orElse(null);
            new Checks()
                    .require(typed.isEmpty() || day != null, "promisedOn", "must be a date")
                    .orThrow();
            orders.accept(callers.get(), order, IfMatch.ANY, day);
        });
    }

    @POST
    @Path("orders/{id}/decline")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response decline(@PathParam("id") String id, @RestForm @Nullable String reason) {
        return move(id, order -> {
            Checks checks = new Checks();
            String why = checks.text(reason, "reason", 500);
            checks.orThrow();
            orders.decline(callers.get(), order, IfMatch.ANY, why);
        });
    }

    @POST
    @Path("orders/{id}/receive")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response receive(@PathParam("id") String id, @RestForm @Nullable String courierNumber) {
        return move(id, order -> {
            Checks checks = new Checks();
            String courier = checks.optionalText(courierNumber, "courierNumber", 100);
            checks.orThrow();
            orders.receive(callers.get(), order, IfMatch.ANY, courier.isEmpty() ? null : courier);
        });
    }

    @POST
    @Path("orders/{id}/start")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response start(@PathParam("id") String id) {
        return move(id, order -> orders.start(callers.get(), order, IfMatch.ANY));
    }

    @POST
    @Path("orders/{id}/finish")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response finish(@PathParam("id") String id) {
        return move(id, order -> orders.finish(callers.get(), order, IfMatch.ANY, Map.of()));
    }

    @POST
    @Path("orders/{id}/report")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response report(
            @PathParam("id") String id, @RestForm @Nullable String number, @RestForm @Nullable FileUpload file) {
        return move(id, order -> {
            Checks checks = new Checks();
            String typed = checks.optionalText(number, "number", 100);
            SampleReport.File content = file(checks, file);
            checks.require(!typed.isEmpty() || content != null || !checks.isEmpty(), "number", "must not be empty");
            checks.orThrow();
            SampleReport result = new SampleReport(typed.isEmpty() ? null : typed, content);
            orders.report(callers.get(), order, IfMatch.ANY, result);
        });
    }

    private static SampleReport.@Nullable File file(Checks checks, @Nullable FileUpload file) {
        if (file == null || file.size() == 0) {
            return null;
        }
        if (file.size() > FILE_BYTES_MAX) {
            throw Problem.tooLarge("A report may have at most 20 MB.");
        }
        try {
            byte[] content = java.nio.file.Files.readAllBytes(file.uploadedFile());
            FileType type =
                    FileType.of(content).filter(FileType.SCANS::contains).orElse(null);
            if (type == null) {
                checks.add("file", "must be a PDF, JPEG or PNG file");
                return null;
            }
            return new SampleReport.File(checks.optionalText(file.fileName(), "file", 200), type.mediaType(), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @POST
    @Path("orders/{id}/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.MEMBER)
    public Response cancel(@PathParam("id") String id) {
        return move(id, order -> orders.cancel(callers.get(), order, IfMatch.ANY));
    }

    private Response move(String id, Consumer<Long> step) {
        long order = PublicId.inPath(id);
        try {
            step.accept(order);
            return Back.to("/orders/" + order + "?done=moved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(pages.page(order, refusals.of(problem, FIELDS), null))
                    .build();
        }
    }
}
