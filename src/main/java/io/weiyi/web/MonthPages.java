package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.Months;
import io.weiyi.reconciliation.Discrepancy;
import io.weiyi.reconciliation.MonthMatch;
import io.weiyi.reconciliation.Reconciliation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Finance's month workbench: what is matched by which rule, and what does not fit. */
@Path("/finance/months")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class MonthPages {

    private static final int UNPROCESSABLE = 422;

    /** Rows of a page; the largest sums come first, and the call has all of them. */
    private static final int ROWS_MAX = 200;

    /** A month as its page shows it. */
    record MonthPage(
            MonthMatch match,
            String month,
            String previous,
            @Nullable String next,
            List<Line> lines,
            int hidden,
            boolean finance,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /** A discrepancy with the pages it leads to. */
    record Line(Discrepancy item, List<Ref> refs, boolean open) {}

    /** What to look at; without an address where there is no page of it. */
    record Ref(String kind, String id, @Nullable String href) {

        static Ref of(String text) {
            int colon = text.indexOf(':');
            String kind = text.substring(0, colon);
            String id = text.substring(colon + 1);
            String href = switch (kind) {
                case "charge" -> "/charges/" + id;
                case "session" -> "/sessions/" + id;
                case "booking" -> "/bookings/" + id;
                case "claim" -> "/claims/" + id;
                default -> null;
            };
            return new Ref(kind, id, href);
        }
    }

    private final Reconciliation reconciliation;
    private final CurrentCaller callers;
    private final Refusals refusals;
    private final Clock clock;

    MonthPages(Reconciliation reconciliation, CurrentCaller callers, Refusals refusals, Clock clock) {
        this.reconciliation = reconciliation;
        this.callers = callers;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** A month, the present one unless another is named. */
    @GET
    @RolesAllowed({Roles.FINANCE, Roles.LEADER, Roles.AUDITOR})
    public TemplateInstance month(
            @QueryParam("month") @Nullable String month, @QueryParam("done") @Nullable String done) {
        return page(wanted(month), FormErrors.NONE, done);
    }

    /** Matches the month anew. */
    @POST
    @Path("run")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.FINANCE)
    public Response run(@RestForm @Nullable String month) {
        YearMonth wanted = wanted(month);
        try {
            reconciliation.ask(wanted);
            return Back.to("/finance/months?month=" + wanted);
        } catch (Problem problem) {
            return refused(wanted, problem);
        }
    }

    /** Resolves a discrepancy, or asks a second person to. */
    @POST
    @Path("resolve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed(Roles.FINANCE)
    public Response resolve(
            @RestForm @Nullable String month, @RestForm @Nullable String id, @RestForm @Nullable String note) {
        YearMonth wanted = wanted(month);
        OptionalLong named = PublicId.parse(id);
        if (named.isEmpty()) {
            throw Problem.notFound();
        }
        try {
            reconciliation.resolve(named.getAsLong(), Inputs.text(note));
            return Back.to("/finance/months?month=" + wanted + "&done=saved");
        } catch (Problem problem) {
            return refused(wanted, problem);
        }
    }

    private YearMonth wanted(@Nullable String month) {
        return month == null || month.isBlank()
                ? BusinessTime.monthOf(clock.instant())
                : Months.parse(month.strip()).orElseThrow(Problem::notFound);
    }

    private Response refused(YearMonth month, Problem problem) {
        return Response.status(UNPROCESSABLE)
                .entity(page(month, refusals.of(problem, Set.of()), null))
                .build();
    }

    private MonthPage page(YearMonth month, FormErrors errors, @Nullable String done) {
        MonthMatch match = reconciliation.of(month);
        List<Line> lines = match.discrepancies().stream()
                .limit(ROWS_MAX)
                .map(d -> new Line(
                        d,
                        d.refs().stream().map(Ref::of).toList(),
                        d.status().equals("OPEN") || d.status().equals("ASKED")))
                .toList();
        boolean present = !month.isBefore(BusinessTime.monthOf(clock.instant()));
        return new MonthPage(
                match,
                month.toString(),
                month.minusMonths(1).toString(),
                present ? null : month.plusMonths(1).toString(),
                lines,
                match.discrepancies().size() - lines.size(),
                callers.get().has(Role.FINANCE),
                errors,
                done);
    }
}
