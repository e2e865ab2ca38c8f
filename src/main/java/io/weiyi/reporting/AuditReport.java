package io.weiyi.reporting;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The audit log as auditors read it: by what was touched, who did it, what and when. Numbers of accounts and phones are masked. */
@ApplicationScoped
public class AuditReport {

    /** All but the last four digits of what only whoever pays or calls needs to know. */
    private static final Pattern PRIVATE =
            Pattern.compile("(\"(?:number|account|mobile|phone)\":\\s*\"?)[0-9]{3,}(?=[0-9]{4})");

    private static final String WHERE = """
             WHERE (:kind::text IS NULL OR e.subject_kind = :kind) AND (:subject::text IS NULL OR e.subject_id = :subject)
               AND (:actor::text IS NULL OR e.actor = :actor) AND (:action::text IS NULL OR starts_with(e.action, :action))
               AND (:from::timestamptz IS NULL OR e.at >= :from) AND (:before::timestamptz IS NULL OR e.at < :before)
               AND (:claim::bigint IS NULL OR (e.subject_kind, e.subject_id) IN (
                    SELECT 'claim', :claim::text
                    UNION ALL SELECT 'charge', l.charge_id::text FROM claim_line l WHERE l.claim_id = :claim
                    UNION ALL SELECT CASE c.subject_kind WHEN 'BOOKING' THEN 'booking' WHEN 'SAMPLE_ORDER' THEN 'sample-order' ELSE 'session' END, c.subject_id::text
                                FROM claim_line l JOIN charge c ON c.id = l.charge_id WHERE l.claim_id = :claim
                    UNION ALL SELECT k.kind, x.session_id::text FROM claim_line l JOIN charge_session x ON x.charge_id = l.charge_id
                                CROSS JOIN (VALUES ('session'), ('usage-session')) k(kind) WHERE l.claim_id = :claim
                    UNION ALL SELECT 'payout-batch', i.batch_id::text FROM payout_item i WHERE i.claim_id = :claim))
            """;

    private final Jdbi jdbi;

    AuditReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** An entry with the person's name; the action is a stable word. */
    public record Row(
            long id,
            Instant at,
            String actor,
            String actorName,
            String action,
            String subjectKind,
            String subjectId,
            @Nullable String origin,
            String detail) {

        Row masked() {
            return new Row(
                    id,
                    at,
                    actor,
                    actorName,
                    action,
                    subjectKind,
                    subjectId,
                    origin,
                    PRIVATE.matcher(detail).replaceAll("$1****"));
        }
    }

    /**
     * What is looked for; null is anything.
     *
     * @param claimId a claim, with everything it rests on: its charges, their bookings, orders and sessions, its payments
     * @param action how the action begins
     */
    public record Search(
            @Nullable Long claimId,
            @Nullable String subjectKind,
            @Nullable String subjectId,
            @Nullable String actor,
            @Nullable String action,
            @Nullable Instant from,
            @Nullable Instant before) {}

    /** What was found, newest first. */
    public Page<Row> list(Search search, PageRequest request) {
        return jdbi.withHandle(handle -> {
            long total = bound(handle.createQuery("SELECT count(*) FROM audit_entry e" + WHERE), search)
                    .mapTo(Long.class)
                    .one();
            List<Row> rows = bound(
                            handle.createQuery("""
                                    SELECT e.id, e.at, e.actor, coalesce(p.display_name, '') AS actor_name, e.action,
                                           e.subject_kind, e.subject_id, e.origin, e.detail::text AS detail
                                      FROM audit_entry e LEFT JOIN person p ON p.username = e.actor
                                    """ + WHERE + " ORDER BY e.id DESC LIMIT :size OFFSET :offset"), search)
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map(ConstructorMapper.of(Row.class))
                    .map(Row::masked)
                    .list();
            return Page.of(rows, request, total);
        });
    }

    private static Query bound(Query query, Search search) {
        return query.bind("claim", search.claimId())
                .bind("kind", search.subjectKind())
                .bind("subject", search.subjectId())
                .bind("actor", search.actor())
                .bind("action", search.action())
                .bind("from", search.from())
                .bind("before", search.before());
    }
}
