package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.Logbook;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The label to be printed and stuck on an instrument. */
@Path("/lab/instruments/{id}/label")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class LabelPages {

    /** A label. */
    record LabelPage(InstrumentInfo it, String url, String svg) implements TemplateInstance {}

    private final Logbook logbook;
    private final CurrentCaller callers;
    private final Frame frame;
    private final Optional<String> publicUrl;

    LabelPages(
            Logbook logbook,
            CurrentCaller callers,
            Frame frame,
            @ConfigProperty(name = "weiyi.public-url") Optional<String> publicUrl) {
        this.logbook = logbook;
        this.callers = callers;
        this.frame = frame;
        this.publicUrl = publicUrl;
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance label(@PathParam("id") String id, @Context UriInfo uri) {
        long wanted = PublicId.inPath(id);
        InstrumentInfo it = logbook.instruments(callers.get()).stream()
                .filter(one -> one.id() == wanted)
                .findFirst()
                .orElseThrow(Problem::notFound);
        String base =
                publicUrl.filter(url -> !url.isBlank()).orElse(uri.getBaseUri().toString());
        String url = base.replaceFirst("/+$", "") + "/scan/" + it.id();
        return new LabelPage(
                it, url, QrCode.svg(url, frame.words(LogWords.class).qrLabel(url)));
    }
}
