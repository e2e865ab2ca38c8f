package io.weiyi.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.weiyi.identity.Roles;
import io.weiyi.kernel.audit.AuditChain;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.reporting.AuditReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log for auditors: who touched a claim, what one person did, and whether the log is whole. Read-only. */
@Path("/audit")
@Produces(MediaType.TEXT_HTML)
@Blocking
@RolesAllowed(Roles.AUDITOR)
public class AuditPages {

    /** The entries that were found. */
    record AuditPage(
            Asked asked,
            Page<AuditReport.Row> rows,
            @Nullable Long packageOf) implements TemplateInstance {}

    /** What the chain's check found. */
    record ChainPage(AuditChain.Report report, List<AuditChain.Head> heads) implements TemplateInstance {}

    /** What was asked for, as it was typed. */
    public record Asked(
            String claim, String kind, String subject, String actor, String action, String from, String until) {}

    private final AuditReport report;
    private final AuditChain chain;

    AuditPages(AuditReport report, AuditChain chain) {
        this.report = report;
        this.chain = chain;
    }

    @GET
    public TemplateInstance log(
            @QueryParam("claim") @Nullable String claim,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("action") @Nullable String action,
            @QueryParam("from") @Nullable String from,
            @QueryParam("until") @Nullable String until,
            @QueryParam("page") @Nullable String page) {
        Asked asked = new Asked(
                Inputs.text(claim),
                Inputs.text(kind),
                Inputs.text(subject),
                Inputs.text(actor),
                Inputs.text(action),
                Inputs.text(from),
                Inputs.text(until));
        // A claim that cannot be one is none, and not all of them.
        Long wanted = asked.claim().isEmpty()
                ? null
                : Long.valueOf(PublicId.parse(asked.claim()).orElse(-1));
        AuditReport.Search search = new AuditReport.Search(
                wanted,
                orNull(asked.kind()),
                orNull(asked.subject()),
                orNull(asked.actor()),
                orNull(asked.action()),
                Inputs.day(asked.from()).map(BusinessTime::startOf).orElse(null),
                Inputs.day(asked.until())
                        .map(day -> BusinessTime.startOf(day.plusDays(1)))
                        .orElse(null));
        Page<AuditReport.Row> rows = report.list(search, Frame.rows(page));
        return new AuditPage(asked, rows, rows.total() > 0 ? wanted : null);
    }

    /** The whole chain computed again. */
    @GET
    @Path("chain")
    public TemplateInstance chain() {
        return new ChainPage(chain.verify(), chain.heads());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
