package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.JoinOutcome;
import io.weiyi.identity.MembershipInfo;
import io.weiyi.identity.Memberships;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.reporting.OrganisationReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Where somebody belongs: the organisations they asked, and the forms to join one or to bring in a new one. */
@Path("/organisation")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class OrganisationPages {

    private static final int UNPROCESSABLE = 422;
    private static final long LICENCE_BYTES_MAX = 10L * 1024 * 1024;
    private static final List<String> SIZES = List.of("MICRO", "SMALL", "MEDIUM", "LARGE");

    /** My organisations; the firm's form is there once a code is named that nobody knows. */
    record OrganisationPage(
            List<MembershipInfo> mine,
            String code,
            @Nullable FirmForm form,
            List<OrganisationReport.Area> areas,
            List<String> sizes,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    private final Memberships memberships;
    private final OrganisationReport report;
    private final CurrentCaller callers;
    private final Refusals refusals;

    OrganisationPages(Memberships memberships, OrganisationReport report, CurrentCaller callers, Refusals refusals) {
        this.memberships = memberships;
        this.report = report;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed("**")
    public TemplateInstance mine(@QueryParam("firm") @Nullable String firm, @QueryParam("done") @Nullable String done) {
        String code = Inputs.text(firm);
        FirmForm form = code.isEmpty() ? null : FirmForm.of(code, null, null, null, null);
        return page("", form, FormErrors.NONE, done);
    }

    private OrganisationPage page(String code, @Nullable FirmForm form, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        return new OrganisationPage(
                memberships.ofPerson(caller.personId()), code, form, report.areas(), SIZES, errors, done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("**")
    public Response join(@RestForm @Nullable String code) {
        String typed = Inputs.text(code);
        try {
            JoinOutcome outcome = memberships.join(callers.get(), typed);
            return switch (outcome) {
                case WAITS_FOR_ADMINISTRATOR -> Back.to("/organisation?done=joining");
                case WAITS_FOR_OFFICE -> Back.to("/organisation?done=reviewing");
                case NEEDS_LICENCE ->
                    Response.seeOther(UriBuilder.fromPath("/organisation")
                                    .queryParam("firm", "{c}")
                                    .build(typed))
                            .build();
            };
        } catch (Problem problem) {
            return Response.status(UNPROCESSABLE)
                    .entity(page(typed, null, refusals.of(problem, Set.of("code")), null))
                    .build();
        }
    }

    @POST
    @Path("firm")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed("**")
    public Response submit(
            @RestForm @Nullable String code,
            @RestForm @Nullable String nameZh,
            @RestForm @Nullable String areaId,
            @RestForm @Nullable String sizeClass,
            @RestForm @Nullable String address,
            @RestForm @Nullable FileUpload licence) {
        FirmForm form = FirmForm.of(code, nameZh, areaId, sizeClass, address);
        try {
            memberships.submit(callers.get(), form.read(name(licence), content(licence)));
            return Back.to("/organisation?done=reviewing");
        } catch (Problem problem) {
            Set<String> fields = Set.of("code", "nameZh", "areaId", "sizeClass", "address", "licence");
            return Response.status(UNPROCESSABLE)
                    .entity(page("", form, refusals.of(problem, fields), null))
                    .build();
        }
    }

    private static String name(@Nullable FileUpload file) {
        return file == null || file.fileName() == null ? "" : file.fileName();
    }

    private static byte[] content(@Nullable FileUpload file) {
        if (file == null) {
            return new byte[0];
        }
        if (file.size() > LICENCE_BYTES_MAX) {
            throw Problem.validation("licence", "may have at most 10 MB");
        }
        try {
            return java.nio.file.Files.readAllBytes(file.uploadedFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
