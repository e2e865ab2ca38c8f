package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.billing.ChargeInfo;
import io.weiyi.billing.ChargeMove;
import io.weiyi.billing.ChargeStatus;
import io.weiyi.billing.Charges;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.Role;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.reporting.ChargeReport;
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
import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** Charges, why each is what it is, and the month's statement. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class ChargePages {

    private static final int UNPROCESSABLE = 422;
    private static final int NOTE_LENGTH_MAX = 500;
    private static final List<String> STATUSES =
            List.of("UNCONFIRMED", "CONFIRMED", "DISPUTED", "INVOICE_ASKED", "INVOICED", "PAID", "REVERSED");

    /** What takes a word at most, and no file. */
    private static final List<ChargeMove> SIMPLE_MOVES =
            List.of(ChargeMove.CONFIRM, ChargeMove.ACCEPT, ChargeMove.DISPUTE, ChargeMove.ASK_INVOICE);

    /** The list. */
    record ChargesPage(
            Page<ChargeReport.Row> rows,
            long sumFen,
            String month,
            String status,
            List<String> statuses,
            @Nullable String statementMonth,
            boolean sorts)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return rows;
        }
    }

    /** Why this amount (为什么是这个金额). */
    record ChargePage(
            ChargeReport.Row it,
            List<ChargeReport.Line> lines,
            List<ChargeReport.Session> sessions,
            List<MoveShown> moves,
            Settling settling,
            FormErrors errors,
            @Nullable String done)
            implements TemplateInstance {}

    /**
     * How the charge is settled, and what the reader may add.
     *
     * @param invoicing whether the reader may upload an invoice
     * @param paying whether the reader may prove the payment
     * @param lab whether the reader is of the lab, and confirms instead of proving
     */
    public record Settling(
            ChargeInfo charge,
            String buyerCode,
            String sellerCode,
            boolean invoicing,
            boolean paying,
            boolean lab,
            SettlingForm form) {}

    /** Something the reader may do to the charge; a noted one asks why. */
    public record MoveShown(String path, boolean noted) {}

    private final ChargeReport report;
    private final Charges charges;
    private final Organisations organisations;
    private final CurrentCaller callers;
    private final Refusals refusals;
    private final Clock clock;

    ChargePages(
            ChargeReport report,
            Charges charges,
            Organisations organisations,
            CurrentCaller callers,
            Refusals refusals,
            Clock clock) {
        this.report = report;
        this.charges = charges;
        this.organisations = organisations;
        this.callers = callers;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GET
    @Path("charges")
    @RolesAllowed({
        Roles.MEMBER,
        Roles.ORG_ADMIN,
        Roles.FIRM_FINANCE,
        Roles.INSTRUMENT_MANAGER,
        Roles.PROVIDER_FINANCE,
        Roles.FINANCE,
        Roles.LEADER,
        Roles.AUDITOR,
        Roles.CITY_OFFICE
    })
    public TemplateInstance charges(
            @QueryParam("month") @Nullable String month,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page) {
        Caller caller = callers.get();
        YearMonth chosen = Inputs.month(month).orElse(null);
        String state = STATUSES.contains(Inputs.text(status)) ? Inputs.text(status) : "";
        ChargeReport.Scope scope = scope(caller, chosen, state.isEmpty() ? null : state);
        String statement = caller.organisationId() == null
                ? null
                : (chosen == null ? BusinessTime.monthOf(clock.instant()) : chosen).toString();
        return new ChargesPage(
                report.list(scope, Frame.rows(page)),
                report.sumFen(scope),
                chosen == null ? "" : chosen.toString(),
                state,
                STATUSES,
                statement,
                !caller.organisationsAs(Role.PROVIDER_FINANCE).isEmpty());
    }

    /** What a caller may see: a firm what it owes, a lab what it has due, readers of the whole city everything. */
    static ChargeReport.Scope scope(Caller caller, @Nullable YearMonth month, @Nullable String status) {
        return new ChargeReport.Scope(
                caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE),
                caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.PROVIDER_FINANCE),
                caller.seesAll(),
                month,
                status);
    }

    @GET
    @Path("charges/{id}")
    @RolesAllowed("**")
    public TemplateInstance charge(@PathParam("id") String id, @QueryParam("done") @Nullable String done) {
        return page(PublicId.inPath(id), SettlingForm.EMPTY, FormErrors.NONE, done);
    }

    /** The page again with the form of an invoice or a bank receipt that was refused. */
    TemplateInstance settling(long id, SettlingForm form, FormErrors errors) {
        return page(id, form, errors, null);
    }

    private ChargePage page(long id, SettlingForm form, FormErrors errors, @Nullable String done) {
        Caller caller = callers.get();
        ChargeReport.Row it = report.find(id, scope(caller, null, null)).orElseThrow(Problem::notFound);
        ChargeInfo charge = charges.get(id);
        boolean lab = caller.hasIn(Role.PROVIDER_FINANCE, charge.providerId());
        boolean firm = caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE)
                .contains(charge.organisationId());
        Settling settling = new Settling(
                charge,
                code(charge.organisationId()),
                code(charge.providerId()),
                lab && charge.status().after(ChargeMove.INVOICE).isPresent() && open(charge),
                (lab || firm) && charge.status().after(ChargeMove.PAY).isPresent(),
                lab && !firm,
                form);
        return new ChargePage(it, report.lines(id), report.sessions(id), moves(it, caller), settling, errors, done);
    }

    private String code(long organisationId) {
        return organisations.find(organisationId).map(OrganisationInfo::code).orElse("");
    }

    /** Whether invoices do not cover the charge yet. */
    private static boolean open(ChargeInfo charge) {
        long invoiced = charge.invoices().stream()
                .mapToLong(part -> part.allocated().value())
                .sum();
        return invoiced < charge.total().value();
    }

    private static List<MoveShown> moves(ChargeReport.Row it, Caller caller) {
        ChargeStatus status = ChargeStatus.valueOf(it.status());
        boolean firm = caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE)
                .contains(it.organisationId());
        boolean lab = caller.hasIn(Role.PROVIDER_FINANCE, it.providerId());
        return SIMPLE_MOVES.stream()
                .filter(move -> move.providers() ? lab : firm)
                .filter(move -> status.after(move).isPresent())
                .map(move -> new MoveShown(path(move), move == ChargeMove.DISPUTE))
                .toList();
    }

    private static String path(ChargeMove move) {
        return move.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @POST
    @Path("charges/{id}/{move: confirm|accept|dispute|ask-invoice}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.MEMBER, Roles.ORG_ADMIN, Roles.FIRM_FINANCE, Roles.PROVIDER_FINANCE})
    public Response move(@PathParam("id") String id, @PathParam("move") String move, @RestForm @Nullable String note) {
        long charge = PublicId.inPath(id);
        ChargeMove wanted = SIMPLE_MOVES.stream()
                .filter(each -> path(each).equals(move))
                .findFirst()
                .orElseThrow(Problem::notFound);
        try {
            Checks checks = new Checks();
            String why = wanted == ChargeMove.DISPUTE ? checks.text(note, "note", NOTE_LENGTH_MAX) : "";
            checks.orThrow();
            charges.move(charge, wanted, why.isEmpty() ? null : why, null);
            return Back.to("/charges/" + charge + "?done=moved");
        } catch (Problem problem) {
            if (problem.status() == 404 || problem.status() == 403) {
                throw problem;
            }
            return Response.status(UNPROCESSABLE)
                    .entity(page(charge, SettlingForm.EMPTY, refusals.of(problem, Set.of("note")), null))
                    .build();
        }
    }
}
