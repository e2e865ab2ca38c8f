package io.weiyi.billing;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.time.Months;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Charges: read by both sides, confirmed by the lab, accepted, disputed and asked to be invoiced by the firm. */
@Path("/api/v1/charges")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
    Roles.MEMBER,
    Roles.ORG_ADMIN,
    Roles.FIRM_FINANCE,
    Roles.INSTRUMENT_MANAGER,
    Roles.PROVIDER_FINANCE,
    Roles.FINANCE,
    Roles.CITY_OFFICE,
    Roles.LEADER,
    Roles.AUDITOR
})
public class ChargeResource {

    private static final int NOTE_LENGTH_MAX = 1000;

    private final Charges charges;

    ChargeResource(Charges charges) {
        this.charges = charges;
    }

    /** What may come with a dispute. */
    public record NoteJson(@Nullable String note) {}

    @GET
    public Page<ChargeJson> list(
            @QueryParam("organisationId") @Nullable String organisationId,
            @QueryParam("month") @Nullable String month,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        PageRequest request = PageRequest.of(page, size);
        Checks checks = new Checks();
        YearMonth postingMonth = Months.optional(month, "month", checks);
        ChargeStatus wanted = status(status, checks);
        checks.orThrow();
        Long organisation = charges.organisationByDefault();
        if (organisationId != null && !organisationId.isBlank()) {
            OptionalLong named = PublicId.parse(organisationId);
            if (named.isEmpty()) {
                return Page.empty(request);
            }
            organisation = named.getAsLong();
        }
        return charges.list(new ChargeFilter(organisation, postingMonth, wanted), request)
                .map(ChargeJson::of);
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id) {
        return answer(charges.get(PublicId.inPath(id)));
    }

    @POST
    @Path("/{id}/confirm")
    public Response confirm(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return move(id, ChargeMove.CONFIRM, null, ifMatch);
    }

    @POST
    @Path("/{id}/accept")
    public Response accept(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return move(id, ChargeMove.ACCEPT, null, ifMatch);
    }

    @POST
    @Path("/{id}/dispute")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response dispute(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable NoteJson body) {
        Checks checks = new Checks();
        String note = checks.optionalText(body == null ? null : body.note(), "note", NOTE_LENGTH_MAX);
        checks.orThrow();
        return move(id, ChargeMove.DISPUTE, note.isEmpty() ? null : note, ifMatch);
    }

    @POST
    @Path("/{id}/ask-invoice")
    public Response askInvoice(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return move(id, ChargeMove.ASK_INVOICE, null, ifMatch);
    }

    private Response move(String id, ChargeMove move, @Nullable String note, @Nullable String ifMatch) {
        return answer(charges.move(PublicId.inPath(id), move, note, version(ifMatch)));
    }

    static Response answer(ChargeInfo charge) {
        return Response.ok(ChargeJson.of(charge))
                .tag(new EntityTag(Integer.toString(charge.version())))
                .build();
    }

    /** The version that the caller read; a tag that was never given out is stale by nature. */
    static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
            return null;
        }
        String tag = ifMatch.strip().replace("\"", "");
        return PublicId.parse(tag).isPresent() && tag.length() < 10 ? Integer.valueOf(tag) : Integer.valueOf(-1);
    }

    private static @Nullable ChargeStatus status(@Nullable String status, Checks checks) {
        if (status == null || status.isBlank()) {
            return null;
        }
        return Arrays.stream(ChargeStatus.values())
                .filter(s -> s.name().equals(status.strip()))
                .findFirst()
                .orElseGet(() -> {
                    checks.add("status", "must be one of " + Arrays.toString(ChargeStatus.values()));
                    return ChargeStatus.UNCONFIRMED;
                });
    }
}
