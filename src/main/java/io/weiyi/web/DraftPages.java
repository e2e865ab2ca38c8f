package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.booking.BookingDraft;
import io.weiyi.booking.BookingDrafts;
import io.weiyi.identity.CurrentCaller;
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

/** Bookings that somebody prepared while they wait to be let into their firm (预约草稿). */
@Path("/drafts")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class DraftPages {

    private static final int UNPROCESSABLE = 422;

    /** My drafts. */
    record DraftsPage(
            List<DraftShown> rows,
            FormErrors errors,
            @Nullable String done) implements TemplateInstance {}

    /** A draft with the address at which its form is filled in. */
    public record DraftShown(BookingDraft draft, String mode, String address) {

        static DraftShown of(BookingDraft draft) {
            BookingForm form = BookingForm.of(
                    Formats.field(draft.window().startsAt()),
                    Formats.field(draft.window().endsBefore()),
                    draft.mode().name(),
                    draft.purpose());
            return new DraftShown(draft, form.mode(), form.address(draft.instrumentId()));
        }
    }

    private final BookingDrafts drafts;
    private final CurrentCaller callers;
    private final Refusals refusals;

    DraftPages(BookingDrafts drafts, CurrentCaller callers, Refusals refusals) {
        this.drafts = drafts;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed("**")
    public TemplateInstance mine(@QueryParam("done") @Nullable String done) {
        return page(FormErrors.NONE, done);
    }

    private DraftsPage page(FormErrors errors, @Nullable String done) {
        List<DraftShown> rows =
                drafts.of(callers.get()).stream().map(DraftShown::of).toList();
        return new DraftsPage(rows, errors, done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("**")
    public Response save(
            @RestForm @Nullable String instrument,
            @RestForm @Nullable String startsAt,
            @RestForm @Nullable String endsBefore,
            @RestForm @Nullable String mode,
            @RestForm @Nullable String purpose) {
        BookingForm form = BookingForm.of(startsAt, endsBefore, mode, purpose);
        try {
            long wanted = PublicId.parse(Inputs.text(instrument)).orElse(0);
            drafts.save(callers.get(), form.read(wanted));
            return Back.to("/drafts?done=saved");
        } catch (Problem problem) {
            return Response.status(UNPROCESSABLE)
                    .entity(page(refusals.of(problem, Set.of()), null))
                    .build();
        }
    }

    @POST
    @Path("{id}/drop")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("**")
    public Response drop(@PathParam("id") String id) {
        drafts.drop(callers.get(), PublicId.inPath(id));
        return Back.to("/drafts?done=removed");
    }
}
