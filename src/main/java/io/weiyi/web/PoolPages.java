package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.AreaInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.ledger.OverdraftRefused;
import io.weiyi.voucher.Layer;
import io.weiyi.voucher.Pools;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Voucher budgets: what is left of each, and changes by finance. */
@Path("/voucher-pools")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class PoolPages {

    private static final int UNPROCESSABLE = 422;
    private static final Pattern YUAN = Pattern.compile("-?\\d{1,11}(\\.\\d{1,2})?");
    private static final Set<String> FIELDS = Set.of("year", "amount", "note");

    /** All pools and the form to change one. */
    record PoolsPage(
            List<Pools.PoolInfo> pools,
            List<AreaInfo> areas,
            boolean finance,
            FormErrors errors,
            @Nullable String done) implements TemplateInstance {}

    private final Pools pools;
    private final Organisations organisations;
    private final CurrentCaller callers;
    private final Refusals refusals;

    PoolPages(Pools pools, Organisations organisations, CurrentCaller callers, Refusals refusals) {
        this.pools = pools;
        this.organisations = organisations;
        this.callers = callers;
        this.refusals = refusals;
    }

    @GET
    @RolesAllowed({Roles.FINANCE, Roles.CITY_OFFICE, Roles.LEADER, Roles.AUDITOR})
    public TemplateInstance list(@QueryParam("done") @Nullable String done) {
        return page(FormErrors.NONE, done);
    }

    private PoolsPage page(FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        return new PoolsPage(pools.list(), organisations.areas(), caller.has(Role.FINANCE), errors, done);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.FINANCE)
    public Response change(
            @RestForm @Nullable String year,
            @RestForm @Nullable String layer,
            @RestForm @Nullable String area,
            @RestForm @Nullable String kind,
            @RestForm @Nullable String amount,
            @RestForm @Nullable String note) {
        try {
            Checks checks = new Checks();
            OptionalLong wanted = PublicId.parse(year);
            checks.require(
                    wanted.isPresent() && wanted.getAsLong() >= 2000 && wanted.getAsLong() <= 2200,
                    "year",
                    "must lie between 2000 and 2200");
            String typed = Inputs.text(amount).replace(",", "");
            checks.require(
                    YUAN.matcher(typed).matches() && fen(typed) != 0, "amount", "must be an amount in yuan, not zero");
            String why = checks.text(note, "note", 500);
            checks.orThrow();
            OptionalLong where = PublicId.parse(area);
            pools.change(
                    (int) wanted.orElseThrow(),
                    "CITY".equals(layer) ? Layer.CITY : Layer.PROVINCE,
                    where.isPresent() ? (Long) where.getAsLong() : null,
                    "GRANT".equals(kind) ? Pools.ChangeKind.GRANT : Pools.ChangeKind.BUDGET,
                    Fen.of(fen(typed)),
                    why,
                    callers.get().personId());
            return Back.to("/voucher-pools?done=saved");
        } catch (OverdraftRefused e) {
            return refused(Problem.validation("amount", "is more than is left"));
        } catch (Problem problem) {
            return refused(problem);
        }
    }

    private Response refused(Problem problem) {
        return Response.status(UNPROCESSABLE)
                .entity(page(refusals.of(problem, FIELDS), null))
                .build();
    }

    private static long fen(String yuan) {
        int dot = yuan.indexOf('.');
        String cents = dot < 0 ? "00" : (yuan.substring(dot + 1) + "0").substring(0, 2);
        return Long.parseLong((dot < 0 ? yuan : yuan.substring(0, dot)) + cents);
    }
}
