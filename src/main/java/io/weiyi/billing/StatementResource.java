package io.weiyi.billing;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.Months;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.YearMonth;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Monthly statements. */
@Path("/api/v1/statements")
@Produces(MediaType.APPLICATION_JSON)
public class StatementResource {

    private final Charges charges;

    StatementResource(Charges charges) {
        this.charges = charges;
    }

    /** The statement of an organisation, the caller's own unless another is named. */
    @GET
    @Path("/{month}")
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
    public StatementJson get(
            @PathParam("month") String month, @QueryParam("organisationId") @Nullable String organisationId) {
        YearMonth wanted = Months.parse(month).orElseThrow(Problem::notFound);
        if (organisationId == null || organisationId.isBlank()) {
            Long own = charges.organisationByDefault();
            if (own == null) {
                throw Problem.validation("organisationId", "must be given, because you belong to no organisation");
            }
            return StatementJson.of(charges.statement(wanted, own));
        }
        OptionalLong named = PublicId.parse(organisationId);
        if (named.isEmpty()) {
            return new StatementJson(wanted.toString(), organisationId, io.weiyi.kernel.money.Fen.ZERO, List.of());
        }
        return StatementJson.of(charges.statement(wanted, named.getAsLong()));
    }
}
