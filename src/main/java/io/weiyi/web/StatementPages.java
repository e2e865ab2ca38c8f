package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.reporting.ChargeReport;
import io.weiyi.reporting.OrganisationReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The statement (对账单) of an organisation for a month, made to be printed. */
@Path("/statements")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class StatementPages {

    /** The statement; the suffix keeps the organisation when the month is turned. */
    record StatementPage(
            String month,
            String previous,
            String next,
            String suffix,
            String organisation,
            List<ChargeReport.Row> charges,
            long totalFen,
            Instant now)
            implements TemplateInstance, ExportedList {

        @Override
        public Object exported() {
            return charges;
        }
    }

    private final ChargeReport report;
    private final OrganisationReport organisations;
    private final CurrentCaller callers;
    private final Frame frame;
    private final Clock clock;
    private final StatementPapers papers;

    StatementPages(
            ChargeReport report,
            OrganisationReport organisations,
            CurrentCaller callers,
            Frame frame,
            Clock clock,
            StatementPapers papers) {
        this.report = report;
        this.organisations = organisations;
        this.callers = callers;
        this.frame = frame;
        this.clock = clock;
        this.papers = papers;
    }

    /** Whoever asks for no month means this one. */
    @GET
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
    public TemplateInstance thisMonth() {
        return statement(BusinessTime.monthOf(clock.instant()).toString(), null);
    }

    @GET
    @Path("{month}")
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
    public TemplateInstance statement(
            @PathParam("month") String month, @QueryParam("organisationId") @Nullable String organisationId) {
        return page(month, organisationId);
    }

    private StatementPage page(String month, @Nullable String organisationId) {
        YearMonth wanted = Inputs.month(month).orElseThrow(Problem::notFound);
        Caller caller = callers.get();
        OptionalLong asked = PublicId.parse(organisationId);
        Long own = caller.organisationId();
        if (asked.isEmpty() && own == null) {
            throw Problem.notFound();
        }
        long id = asked.isPresent() ? asked.getAsLong() : own == null ? 0 : own;
        OrganisationReport.Row organisation = organisations
                .find(id)
                .filter(row -> caller.seesAll() || caller.memberOf(row.id()))
                .orElseThrow(Problem::notFound);
        List<ChargeReport.Row> charges = report.statement(id, wanted);
        long total = charges.stream().mapToLong(ChargeReport.Row::totalFen).reduce(0, Math::addExact);
        return new StatementPage(
                wanted.toString(),
                wanted.minusMonths(1).toString(),
                wanted.plusMonths(1).toString(),
                asked.isPresent() ? "?organisationId=" + id : "",
                frame.name(organisation.nameZh(), organisation.nameEn()),
                charges,
                total,
                clock.instant());
    }

    /** The statement to be signed, as PDF. */
    @GET
    @Path("{month}/paper")
    @Produces("application/pdf")
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
    public Response paper(
            @PathParam("month") String month, @QueryParam("organisationId") @Nullable String organisationId) {
        StatementPage page = page(month, organisationId);
        byte[] pdf = papers.paper(page.month(), page.organisation(), page.charges(), page.now())
                .pdf();
        return Response.ok(pdf)
                .header("Content-Disposition", "inline; filename=\"statement-" + page.month() + ".pdf\"")
                .build();
    }

    /** Its lines as a sheet, each with the addresses of its charge and of the use behind it. */
    @GET
    @Path("{month}/lines")
    @Produces("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
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
    public Response lines(
            @PathParam("month") String month,
            @QueryParam("organisationId") @Nullable String organisationId,
            @Context UriInfo uri) {
        StatementPage page = page(month, organisationId);
        String base = uri.getBaseUri().toString().replaceFirst("/+$", "");
        return Response.ok(papers.sheet(page.month(), page.charges(), base))
                .header("Content-Disposition", "attachment; filename=\"statement-" + page.month() + ".xlsx\"")
                .build();
    }
}
