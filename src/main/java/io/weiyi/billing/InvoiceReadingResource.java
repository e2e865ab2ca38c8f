package io.weiyi.billing;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.blob.Upload;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Reads an invoice without keeping it. */
@Path("/api/v1/invoices/read")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
    Roles.MEMBER,
    Roles.ORG_ADMIN,
    Roles.FIRM_FINANCE,
    Roles.PROVIDER_FINANCE,
    Roles.INSTRUMENT_MANAGER,
    Roles.AREA_OFFICE,
    Roles.CITY_OFFICE,
    Roles.FINANCE
})
public class InvoiceReadingResource {

    private final InvoiceReader reader;

    InvoiceReadingResource(InvoiceReader reader) {
        this.reader = reader;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public InvoiceReadingJson read(@RestForm @Nullable FileUpload file) {
        return InvoiceReadingJson.of(reader.read(Upload.of(file, "file")));
    }
}
