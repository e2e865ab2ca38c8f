package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.billing.InvoiceSorting;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Many invoices of a lab at once, and the charges that wait for one. */
@Path("/lab/invoices")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class InvoicePages {

    private static final int UNPROCESSABLE = 422;
    private static final int FILES_MAX = 30;

    /** The form; below it what became of the files, if any came. */
    record SortingPage(List<InvoiceSorting.Waiting> waiting, long sorted, List<Shown> outcomes, FormErrors errors)
            implements TemplateInstance {}

    /** A file and where it went; the reason is empty when it found its charges. */
    public record Shown(String fileName, String number, List<Long> charges, String reason) {

        static Shown of(InvoiceSorting.Outcome outcome) {
            return new Shown(
                    outcome.fileName(),
                    outcome.number() == null ? "" : outcome.number(),
                    outcome.chargeIds(),
                    outcome.left() == null
                            ? ""
                            : outcome.left().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    private final InvoiceSorting sorting;
    private final Refusals refusals;

    InvoicePages(InvoiceSorting sorting, Refusals refusals) {
        this.sorting = sorting;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed(Roles.PROVIDER_FINANCE)
    public TemplateInstance form() {
        return new SortingPage(sorting.waiting(), 0, List.of(), FormErrors.NONE);
    }

    /** A second sending of the same files finds them known and changes nothing, so the answer may be a page. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.PROVIDER_FINANCE)
    public Response sort(@RestForm("file") @Nullable List<FileUpload> files) {
        List<FileUpload> given = files == null
                ? List.of()
                : files.stream().filter(file -> file.size() > 0).toList();
        if (given.isEmpty() || given.size() > FILES_MAX) {
            Problem problem = Problem.validation(
                    "file", given.isEmpty() ? "must not be empty" : "must be at most " + FILES_MAX + " files");
            return Response.status(UNPROCESSABLE)
                    .entity(new SortingPage(sorting.waiting(), 0, List.of(), refusals.of(problem, Set.of("file"))))
                    .build();
        }
        List<Shown> shown = new ArrayList<>();
        List<Upload> good = new ArrayList<>();
        for (FileUpload file : given) {
            try {
                good.add(Upload.of(file, "file"));
            } catch (Problem refused) {
                shown.add(new Shown(file.fileName(), "", List.of(), refused.status() == 413 ? "too-large" : "type"));
            }
        }
        sorting.sort(good).forEach(outcome -> shown.add(Shown.of(outcome)));
        long sorted = shown.stream().filter(each -> each.reason().isEmpty()).count();
        return Response.ok(new SortingPage(sorting.waiting(), sorted, shown, FormErrors.NONE))
                .build();
    }
}
