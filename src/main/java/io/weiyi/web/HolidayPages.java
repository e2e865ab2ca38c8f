package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.Holiday;
import io.weiyi.booking.Holidays;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** The public calendar that instruments may follow, and the form that takes the next year's. */
@Path("/admin/holidays")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class HolidayPages {

    private static final int UNPROCESSABLE = 422;
    private static final long FILE_BYTES_MAX = 200_000;

    /** The days that are known, and the form. */
    record HolidaysPage(
            List<Holiday> days, FormErrors errors, @Nullable String done) implements TemplateInstance {}

    private final Holidays holidays;
    private final CurrentCaller callers;
    private final Refusals refusals;

    HolidayPages(Holidays holidays, CurrentCaller callers, Refusals refusals) {
        this.holidays = holidays;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed(Roles.ADMIN)
    public TemplateInstance days(@QueryParam("done") @Nullable String done) {
        return new HolidaysPage(holidays.known(), FormErrors.NONE, done);
    }

    @POST
    @Path("shipped")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.ADMIN)
    public Response shipped() {
        holidays.take(callers.get(), holidays.shipped());
        return Back.to("/admin/holidays?done=saved");
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.ADMIN)
    public Response take(@RestForm @Nullable FileUpload file) {
        try {
            if (file == null || file.size() == 0) {
                throw Problem.validation("file", "must not be empty");
            }
            if (file.size() > FILE_BYTES_MAX) {
                throw Problem.validation("file", "it holds more than a file may");
            }
            holidays.take(callers.get(), Files.readAllBytes(file.uploadedFile()));
            return Back.to("/admin/holidays?done=saved");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Problem problem) {
            if (problem.status() != UNPROCESSABLE) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(new HolidaysPage(holidays.known(), refusals.of(problem, Set.of("file")), null))
                    .build();
        }
    }
}
