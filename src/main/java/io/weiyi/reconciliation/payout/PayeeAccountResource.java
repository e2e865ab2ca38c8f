package io.weiyi.reconciliation.payout;

import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.idempotency.Idempotent;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts on which firms are paid; numbers are shown by their last four digits. */
@Path("/api/v1/payee-accounts")
@Produces(MediaType.APPLICATION_JSON)
public class PayeeAccountResource {

    private final PayeeAccounts accounts;

    PayeeAccountResource(PayeeAccounts accounts) {
        this.accounts = accounts;
    }

    /** An account as entered. */
    public record AccountInput(
            @Nullable String name,
            @Nullable String number,
            @Nullable String bank,
            @Nullable String cnaps) {}

    /** An account as sent. */
    public record AccountJson(
            String id, String organisationId, String name, String number, String bank, String cnaps, String status) {

        static AccountJson of(PayeeAccount account) {
            return new AccountJson(
                    Long.toString(account.id()),
                    Long.toString(account.organisationId()),
                    account.payee().name(),
                    account.payee().masked(),
                    account.payee().bank(),
                    account.payee().cnaps(),
                    account.status().name());
        }
    }

    @GET
    @RolesAllowed({Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.FINANCE})
    public Map<String, List<AccountJson>> list() {
        return Map.of("items", accounts.list().stream().map(AccountJson::of).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.ORG_ADMIN, Roles.FIRM_FINANCE})
    @Idempotent
    public Response enter(@Nullable AccountInput body) {
        if (body == null) {
            throw Problem.malformed("The request has no body.");
        }
        PayeeAccount made = accounts.enter(body.name(), body.number(), body.bank(), body.cnaps());
        return Response.created(URI.create("/api/v1/payee-accounts/" + made.id()))
                .entity(AccountJson.of(made))
                .build();
    }

    @POST
    @Path("/{id}/confirm")
    @RolesAllowed({Roles.ORG_ADMIN, Roles.FIRM_FINANCE})
    public AccountJson confirm(@PathParam("id") String id) {
        return AccountJson.of(accounts.confirm(PublicId.inPath(id)));
    }

    @POST
    @Path("/{id}/seen")
    @RolesAllowed(Roles.FINANCE)
    public AccountJson seen(@PathParam("id") String id) {
        return AccountJson.of(accounts.seen(PublicId.inPath(id)));
    }
}
