package io.weiyi.metering.ingest;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.OfflineImportInfo;
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
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Files of agents without a network over HTTP, for the managers of their owners. */
@Path("/api/v1/devices")
@Produces(MediaType.APPLICATION_JSON)
public class OfflineImportResource {

    private final OfflineImport imports;
    private final CurrentCaller caller;

    OfflineImportResource(OfflineImport imports, CurrentCaller caller) {
        this.imports = imports;
        this.caller = caller;
    }

    @POST
    @Path("offline-import")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public ImportJson take(@RestForm @Nullable FileUpload file) {
        if (file == null) {
            throw Problem.validation("file", "must not be empty");
        }
        if (file.size() > OfflineFile.FILE_BYTES_MAX) {
            throw Problem.tooLarge("The file may have at most 30 MB.");
        }
        return ImportJson.of(imports.take(caller.get(), file.uploadedFile()));
    }

    @GET
    @Path("{id}/offline-answer")
    @Produces("application/jose")
    @RolesAllowed(Roles.INSTRUMENT_MANAGER)
    public Response answer(@PathParam("id") String id) {
        return Response.ok(imports.answer(caller.get(), id))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"weiyi-answer.jws\"")
                .build();
    }

    /** What became of a file. */
    public record ImportJson(
            String id,
            String deviceId,
            Instant importedAt,
            long readings,
            long taken,
            long known,
            long refused,
            List<OfflineImportInfo.Refused> refusals,
            String certificate,
            String answer) {

        static ImportJson of(OfflineImportInfo done) {
            return new ImportJson(
                    String.valueOf(done.id()),
                    done.deviceId(),
                    done.importedAt(),
                    done.readings(),
                    done.taken(),
                    done.known(),
                    done.refused(),
                    done.refusals(),
                    done.certificate(),
                    "/api/v1/devices/" + done.deviceId() + "/offline-answer");
        }
    }
}
