package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.BusyBlocks;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** What a campus's own system blocks on an instrument, what clashed with bookings, and which side leads. */
@Path("/lab/calendars/{id}")
@Produces(MediaType.TEXT_HTML)
@Blocking
@RolesAllowed(Roles.INSTRUMENT_MANAGER)
public class BusyPages {

    /** The page of one instrument. */
    record BusyPage(
            InstrumentInfo it,
            BusyBlocks.State state,
            @Nullable String done) implements TemplateInstance {}

    private final BusyBlocks blocks;
    private final Catalogue catalogue;
    private final CurrentCaller callers;

    BusyPages(BusyBlocks blocks, Catalogue catalogue, CurrentCaller callers) {
        this.blocks = blocks;
        this.catalogue = catalogue;
        this.callers = callers;
    }

    @GET
    public TemplateInstance show(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        long instrument = PublicId.inPath(id);
        BusyBlocks.State state = blocks.state(callers.get(), instrument);
        return new BusyPage(catalogue.find(instrument).orElseThrow(Problem::notFound), state, done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response lead(@PathParam("id") String id, @RestForm @Nullable String leads) {
        long instrument = PublicId.inPath(id);
        blocks.lead(callers.get(), instrument, "THEIRS".equals(leads));
        return Back.to("/lab/calendars/" + instrument + "?done=saved");
    }
}
