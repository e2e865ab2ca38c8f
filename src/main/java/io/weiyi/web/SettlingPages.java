package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.billing.Charges;
import io.weiyi.billing.InvoiceReader;
import io.weiyi.billing.Invoices;
import io.weiyi.billing.Payments;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** Invoices and bank receipts on the page of their charge. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SettlingPages {

    private static final int UNPROCESSABLE = 422;
    private static final Set<String> FIELDS = Set.of(
            "file",
            "number",
            "code",
            "type",
            "date",
            "amountFen",
            "buyerCode",
            "sellerCode",
            "payerName",
            "payeeName",
            "payerAccount",
            "payeeAccount",
            "bankRef");

    private final ChargePages page;
    private final Charges charges;
    private final Invoices invoices;
    private final InvoiceReader reader;
    private final Payments payments;
    private final Refusals refusals;

    SettlingPages(
            ChargePages page,
            Charges charges,
            Invoices invoices,
            InvoiceReader reader,
            Payments payments,
            Refusals refusals) {
        this.page = page;
        this.charges = charges;
        this.invoices = invoices;
        this.reader = reader;
        this.payments = payments;
        this.refusals = refusals;
    }

    @POST
    @Path("charges/{id}/invoice")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Roles.PROVIDER_FINANCE)
    public Response invoice(@PathParam("id") String id, @BeanParam SettlingForm form) {
        long charge = PublicId.inPath(id);
        return done(charge, form, () -> {
            Upload file = Upload.of(form.file, "file");
            invoices.attach(charge, reader.fill(form.invoice(), file), file, null);
        });
    }

    @POST
    @Path("charges/{id}/payment")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.PROVIDER_FINANCE})
    public Response payment(@PathParam("id") String id, @BeanParam SettlingForm form) {
        long charge = PublicId.inPath(id);
        return done(charge, form, () -> {
            boolean none = form.file == null || form.file.size() == 0;
            payments.prove(charge, form.payment(), none ? null : Upload.of(form.file, "file"), null);
        });
    }

    private Response done(long charge, SettlingForm form, Runnable work) {
        try {
            work.run();
            return Back.to("/charges/" + charge + "?done=moved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            TemplateInstance again = page.settling(charge, form, refusals.of(problem, FIELDS));
            return Response.status(UNPROCESSABLE).entity(again).build();
        }
    }

    @GET
    @Path("charges/{id}/files/{file}")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed("**")
    public Response file(@PathParam("id") String id, @PathParam("file") String file) {
        return Files.download(charges.file(PublicId.inPath(id), PublicId.inPath(file)));
    }
}
