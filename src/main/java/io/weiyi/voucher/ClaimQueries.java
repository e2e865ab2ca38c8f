package io.weiyi.voucher;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** Lists of claims within what a caller may see. */
@ApplicationScoped
class ClaimQueries {

    private static final String WHERE = """
             WHERE (c.applicant_id = ANY (:firms)
                    OR c.submitted_at IS NOT NULL AND (:all OR c.area_id = ANY (:areas)
                       OR EXISTS (SELECT 1 FROM claim_line l WHERE l.claim_id = c.id AND NOT l.dropped AND l.provider_id = ANY (:providers))))
               AND (:applicant::bigint IS NULL OR c.applicant_id = :applicant)
               AND (:status::text IS NULL OR c.status = :status)
               AND (:waiting::text[] IS NULL OR c.status = ANY (:waiting))
            """;

    private final Jdbi jdbi;
    private final ClaimRows rows;

    ClaimQueries(Jdbi jdbi, ClaimRows rows) {
        this.jdbi = jdbi;
        this.rows = rows;
    }

    Page<ClaimInfo> list(Caller caller, ClaimFilter filter, PageRequest request) {
        return jdbi.withHandle(handle -> {
            long total = bind(handle.createQuery("SELECT count(*) FROM claim c" + WHERE), caller, filter)
                    .mapTo(Long.class)
                    .one();
            // A queue is worked off from its oldest; any other list begins with the newest.
            String order = filter.actor() == null ? "ORDER BY c.id DESC" : "ORDER BY c.due_at NULLS LAST, c.id";
            List<ClaimInfo> items = bind(
                            handle.createQuery(ClaimRows.SELECT + WHERE + order + " LIMIT :size OFFSET :offset"),
                            caller,
                            filter)
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> ClaimRows.claim(row))
                    .list();
            return Page.of(rows.withLines(items), request, total);
        });
    }

    private static <S extends SqlStatement<S>> S bind(S query, Caller caller, ClaimFilter filter) {
        ClaimActor actor = filter.actor();
        ClaimStatus status = filter.status();
        String[] waiting = actor == null
                ? null
                : ClaimMoves.table().stream()
                        .filter(edge -> edge.actors().contains(actor)
                                && (edge.move() == ClaimMove.APPROVE || edge.move() == ClaimMove.CONFIRM))
                        .map(edge -> edge.from().name())
                        .distinct()
                        .toArray(String[]::new);
        return query.bindArray("firms", Long.class, ClaimAccess.firms(caller).toArray())
                .bind("all", caller.seesAll())
                .bindArray("areas", Long.class, caller.areaIds().toArray())
                .bindArray(
                        "providers", Long.class, ClaimAccess.providers(caller).toArray())
                .bind("applicant", filter.applicantId())
                .bind("status", status == null ? null : status.name())
                .bind("waiting", waiting);
    }
}
