package io.weiyi.billing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** The files that settle a charge: the lab's invoice and the firm's bank receipt, each with what it says. */
@Path("/api/v1/charges")
@Produces(MediaType.APPLICATION_JSON)
public class SettlingResource {

    private final Charges charges;
    private final Invoices invoices;
    private final Payments payments;
    private final ObjectMapper json;
    private final InvoiceReader reader;

    SettlingResource(Charges charges, Invoices invoices, Payments payments, ObjectMapper json, InvoiceReader reader) {
        this.charges = charges;
        this.invoices = invoices;
        this.payments = payments;
        this.json = json;
        this.reader = reader;
    }

    @POST
    @Path("/{id}/invoice")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.PROVIDER_FINANCE})
    @Idempotent
    public Response invoice(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RestForm @Nullable FileUpload file,
            @RestForm @Nullable String data) {
        long charge = PublicId.inPath(id);
        charges.get(charge);
        Upload upload = Upload.of(file, "file");
        InvoiceDataJson given = data == null || data.isBlank()
                ? InvoiceDataJson.empty()
                : SettlingChecks.data(data, InvoiceDataJson.class, json);
        invoices.attach(charge, reader.fill(given, upload), upload, ChargeResource.version(ifMatch));
        return ChargeResource.answer(charges.get(charge));
    }

    @POST
    @Path("/{id}/payment")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.PROVIDER_FINANCE})
    @Idempotent
    public Response payment(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RestForm @Nullable FileUpload file,
            @RestForm @Nullable String data) {
        long charge = PublicId.inPath(id);
        charges.get(charge);
        Upload upload = file == null ? null : Upload.of(file, "file");
        PaymentDataJson given = SettlingChecks.data(data, PaymentDataJson.class, json);
        payments.prove(charge, given, upload, ChargeResource.version(ifMatch));
        return ChargeResource.answer(charges.get(charge));
    }
}
