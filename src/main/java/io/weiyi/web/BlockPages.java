package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.BlockInfo;
import io.weiyi.booking.BlockKind;
import io.weiyi.booking.Blocks;
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
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Maintenance, breakdown and other time that a lab takes back on one instrument. */
@Path("/lab/instruments/{id}/blocks")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class BlockPages {

    private static final int UNPROCESSABLE = 422;

    /** What is blocked ahead, and the form. */
    record BlocksPage(
            InstrumentInfo it,
            List<BlockInfo> blocks,
            BlockForm form,
            FormErrors errors,
            @Nullable String done) implements TemplateInstance {}

    /** A block as typed. */
    public record BlockForm(String kind, String startsAt, String endsBefore, String reason) {
        static final BlockForm EMPTY = new BlockForm("MAINTENANCE", "", "", "");
    }

    private final Catalogue catalogue;
    private final Blocks blocks;
    private final CurrentCaller callers;
    private final Refusals refusals;

    BlockPages(Catalogue catalogue, Blocks blocks, CurrentCaller callers, Refusals refusals) {
        this.catalogue = catalogue;
        this.blocks = blocks;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public TemplateInstance blocks(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), BlockForm.EMPTY, FormErrors.NONE, done);
    }

    private BlocksPage page(long id, BlockForm form, FormErrors errors, @Nullable String done) {
        InstrumentInfo it = catalogue.find(id).orElseThrow(Problem::notFound);
        return new BlocksPage(it, blocks.ahead(callers.get(), id), form, errors, done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response block(
            @PathParam("id") String id,
            @RestForm @Nullable String kind,
            @RestForm @Nullable String startsAt,
            @RestForm @Nullable String endsBefore,
            @RestForm @Nullable String reason) {
        long instrument = PublicId.inPath(id);
        BlockForm form =
                new BlockForm(Inputs.text(kind), Inputs.text(startsAt), Inputs.text(endsBefore), Inputs.text(reason));
        try {
            BookingForm window = BookingForm.of(form.startsAt(), form.endsBefore(), null, null);
            blocks.block(
                    callers.get(), instrument, window.read(instrument).window(), kindOf(form.kind()), form.reason());
            return Back.to("/lab/instruments/" + instrument + "/blocks?done=saved");
        } catch (Problem problem) {
            if (problem.status() == 404) {
                throw problem;
            }
            FormErrors errors = refusals.of(problem, Set.of("kind", "startsAt", "endsBefore", "reason"));
            return Response.status(UNPROCESSABLE)
                    .entity(page(instrument, form, errors, null))
                    .build();
        }
    }

    private static BlockKind kindOf(String text) {
        for (BlockKind kind : BlockKind.values()) {
            if (kind.name().equals(text)) {
                return kind;
            }
        }
        throw Problem.validation("kind", "is unknown");
    }

    @POST
    @Path("{block}/lift")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.INSTRUMENT_MANAGER, Roles.OPERATOR})
    public Response lift(@PathParam("id") String id, @PathParam("block") String block) {
        long instrument = PublicId.inPath(id);
        blocks.lift(callers.get(), instrument, PublicId.inPath(block));
        return Back.to("/lab/instruments/" + instrument + "/blocks?done=removed");
    }
}
