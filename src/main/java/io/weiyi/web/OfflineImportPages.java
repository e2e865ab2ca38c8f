package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.OfflineImportInfo;
import io.weiyi.metering.ingest.OfflineImport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Files of agents that no network reaches: brought in, what became of them, and the answer to take back. */
@Path("/lab/devices/import")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class OfflineImportPages {

    private static final int UNPROCESSABLE = 422;
    private static final long FILE_BYTES_MAX = 30L * 1024 * 1024;

    /** The form, and below a file that was imported what became of it. */
    record ImportPage(@Nullable OfflineImportInfo result, FormErrors errors) implements TemplateInstance {}

    private final OfflineImport imports;
    private final CurrentCaller callers;
    private final Refusals refusals;

    OfflineImportPages(OfflineImport imports, CurrentCaller callers, Refusals refusals) {
        this.imports = imports;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public TemplateInstance form() {
        return new ImportPage(null, FormErrors.NONE);
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public TemplateInstance result(@PathParam("id") String id) {
        return new ImportPage(find(id), FormErrors.NONE);
    }

    @GET
    @Path("{id}/answer")
    @Produces("application/jose")
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response answer(@PathParam("id") String id) {
        String device = find(id).deviceId();
        return Response.ok(imports.answer(callers.get(), device))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + device + ".answer.jws\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private OfflineImportInfo find(String id) {
        return imports.find(callers.get(), PublicId.inPath(id)).orElseThrow(Problem::notFound);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response take(@RestForm @Nullable FileUpload file) {
        try {
            if (file == null || file.size() == 0) {
                throw Problem.validation("file", "must not be empty");
            }
            if (file.size() > FILE_BYTES_MAX) {
                throw Problem.validation("file", "it holds more than a file may; export it in parts");
            }
            return Back.to("/lab/devices/import/"
                    + imports.take(callers.get(), file.uploadedFile()).id());
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            Problem told = problem.type().equals("/problems/enrolment-code-invalid")
                    ? Problem.validation("file", "its enrolment code is unknown, used or expired")
                    : problem;
            return Response.status(UNPROCESSABLE)
                    .entity(new ImportPage(null, refusals.of(told, Set.of("file"))))
                    .build();
        }
    }
}
