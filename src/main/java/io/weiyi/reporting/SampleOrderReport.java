package io.weiyi.reporting;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Sample orders with the names around them. */
@ApplicationScoped
public class SampleOrderReport {

    private final Jdbi jdbi;

    SampleOrderReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** An order with names; the subject is the instrument or the service item. */
    public record Row(
            long id,
            @Nullable Long instrumentId,
            @Nullable Long serviceItemId,
            String subjectZh,
            String subjectEn,
            long providerId,
            String providerZh,
            String providerEn,
            long organisationId,
            String organisationZh,
            String organisationEn,
            String personName,
            String status,
            @Nullable LocalDate desiredBy,
            @Nullable LocalDate promisedOn,
            String purpose,
            long quoteFen,
            @Nullable String courierNumber,
            @Nullable String declineReason,
            @Nullable String reportNumber,
            @Nullable Instant finishedAt,
            Instant createdAt,
            int version,
            long samples,
            @Nullable Long chargeId) {}

    /** A kind of sample of an order. */
    public record Kind(int no, String name, int count, String note) {}

    private static final String SELECT = """
            SELECT x.id, x.instrument_id, x.service_item_id,
                   coalesce(i.name_zh, s.name_zh) AS subject_zh, coalesce(i.name_en, s.name_en) AS subject_en,
                   x.provider_id, v.name_zh AS provider_zh, v.name_en AS provider_en,
                   x.organisation_id, o.name_zh AS organisation_zh, o.name_en AS organisation_en,
                   p.display_name AS person_name, x.status, x.desired_by, x.promised_on, x.purpose, x.quote_fen,
                   x.courier_number, x.decline_reason, x.report_number, x.finished_at, x.created_at, x.version,
                   (SELECT coalesce(sum(k.count), 0) FROM sample_kind k WHERE k.order_id = x.id) AS samples,
                   (SELECT c.id FROM charge c WHERE c.subject_kind = 'SAMPLE_ORDER' AND c.subject_id = x.id AND c.live) AS charge_id
              FROM sample_order x
              LEFT JOIN instrument i ON i.id = x.instrument_id LEFT JOIN service_item s ON s.id = x.service_item_id
              JOIN organisation o ON o.id = x.organisation_id JOIN organisation v ON v.id = x.provider_id
              JOIN person p ON p.id = x.person_id
            """;

    /** Orders that these firms gave, newest first. */
    public Page<Row> ofFirms(Collection<Long> organisationIds, PageRequest request) {
        return list("x.organisation_id IN (<scope>)", organisationIds, request);
    }

    /** Orders to these labs, newest first. */
    public Page<Row> ofLabs(Collection<Long> providerIds, PageRequest request) {
        return list("x.provider_id IN (<scope>)", providerIds, request);
    }

    private Page<Row> list(String where, Collection<Long> ids, PageRequest request) {
        if (ids.isEmpty()) {
            return Page.empty(request);
        }
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("SELECT count(*) FROM sample_order x WHERE " + where)
                    .bindList("scope", List.copyOf(ids))
                    .mapTo(Long.class)
                    .one();
            List<Row> rows = handle.createQuery(
                            SELECT + " WHERE " + where + " ORDER BY x.id DESC LIMIT :size OFFSET :offset")
                    .bindList("scope", List.copyOf(ids))
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map(ConstructorMapper.of(Row.class))
                    .list();
            return Page.of(rows, request, total);
        });
    }

    /** The order with this id. */
    public Optional<Row> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE x.id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(Row.class))
                .findOne());
    }

    /** Its kinds of samples in order. */
    public List<Kind> kinds(long orderId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT no, name, count, note FROM sample_kind WHERE order_id = :id ORDER BY no")
                .bind("id", orderId)
                .map(ConstructorMapper.of(Kind.class))
                .list());
    }
}
