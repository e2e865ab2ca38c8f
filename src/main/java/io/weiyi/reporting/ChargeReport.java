package io.weiyi.reporting;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Charges with their arithmetic and the use behind them, as pages explain them. */
@ApplicationScoped
public class ChargeReport {

    private final Jdbi jdbi;

    ChargeReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A charge with names; the subject is what was used or ordered. */
    public record Row(
            long id,
            String subjectKind,
            long subjectId,
            long organisationId,
            String organisationZh,
            String organisationEn,
            long providerId,
            String providerZh,
            String providerEn,
            @Nullable Long instrumentId,
            String thingZh,
            String thingEn,
            LocalDate serviceMonth,
            LocalDate postingMonth,
            String status,
            long totalFen,
            boolean live,
            @Nullable Long reversalOf,
            @Nullable Long reversedBy,
            Instant createdAt) {}

    /** A line with its arithmetic in words. */
    public record Line(
            int no,
            String kind,
            String textZh,
            String textEn,
            String quantity,
            String unit,
            String unitPrice,
            long amountFen,
            long tariffId,
            int tariffVersion,
            Instant tariffFrom,
            String basis,
            int stepSeconds) {}

    /** A usage session that the charge was computed from. */
    public record Session(
            long id,
            Instant startedAt,
            Instant endedAt,
            long runSeconds,
            long activeSeconds,
            long idleSeconds,
            String source,
            String verification,
            String flags,
            @Nullable String deviceId) {}

    /**
     * Which charges a list shows.
     *
     * @param organisationIds whose debts
     * @param providerIds whose claims
     * @param everything of the whole city
     * @param month the posting month; null for all
     * @param status one status; null for all
     */
    public record Scope(
            Collection<Long> organisationIds,
            Collection<Long> providerIds,
            boolean everything,
            @Nullable YearMonth month,
            @Nullable String status) {

        boolean sees(Row row) {
            return everything
                    || organisationIds.contains(row.organisationId())
                    || providerIds.contains(row.providerId());
        }
    }

    private static final String SELECT = """
            SELECT c.id, c.subject_kind, c.subject_id, c.organisation_id, o.name_zh AS organisation_zh,
                   o.name_en AS organisation_en, c.provider_id, v.name_zh AS provider_zh, v.name_en AS provider_en,
                   c.instrument_id, coalesce(i.name_zh, s.name_zh, '') AS thing_zh, coalesce(i.name_en, s.name_en, '') AS thing_en,
                   c.service_month, c.posting_month, c.status, c.total_fen, c.live, c.reversal_of,
                   (SELECT r.id FROM charge r WHERE r.reversal_of = c.id) AS reversed_by, c.created_at
              FROM charge c JOIN organisation o ON o.id = c.organisation_id JOIN organisation v ON v.id = c.provider_id
              LEFT JOIN instrument i ON i.id = c.instrument_id
              LEFT JOIN sample_order x ON c.subject_kind = 'SAMPLE_ORDER' AND x.id = c.subject_id
              LEFT JOIN service_item s ON s.id = x.service_item_id
            """;
    private static final String WHERE = """
             WHERE (:everything OR c.organisation_id = ANY (:organisations) OR c.provider_id = ANY (:providers))
               AND (:month::date IS NULL OR c.posting_month = :month::date)
               AND (:status::text IS NULL OR c.status = :status)
            """;

    /** The charges in a scope, newest first. */
    public Page<Row> list(Scope scope, PageRequest request) {
        return jdbi.withHandle(handle -> {
            long total = bound(handle.createQuery("SELECT count(*) FROM charge c" + WHERE), scope)
                    .mapTo(Long.class)
                    .one();
            List<Row> rows = bound(
                            handle.createQuery(SELECT + WHERE + " ORDER BY c.id DESC LIMIT :size OFFSET :offset"),
                            scope)
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map(ConstructorMapper.of(Row.class))
                    .list();
            return Page.of(rows, request, total);
        });
    }

    /** What the charges in a scope come to. */
    public long sumFen(Scope scope) {
        return jdbi.withHandle(
                handle -> bound(handle.createQuery("SELECT coalesce(sum(c.total_fen), 0) FROM charge c" + WHERE), scope)
                        .mapTo(Long.class)
                        .one());
    }

    private static Query bound(Query query, Scope scope) {
        YearMonth month = scope.month();
        return query.bind("everything", scope.everything())
                .bindArray("organisations", Long.class, List.copyOf(scope.organisationIds()))
                .bindArray("providers", Long.class, List.copyOf(scope.providerIds()))
                .bind("month", month == null ? null : month.atDay(1))
                .bind("status", scope.status());
    }

    /** What an organisation owes, by posting month and newest first; what was reversed stands beside its reversal. */
    public List<Row> statement(long organisationId, YearMonth month) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                         WHERE c.organisation_id = :organisation AND c.posting_month = :month
                         ORDER BY c.id DESC LIMIT 5000""")
                .bind("organisation", organisationId)
                .bind("month", month.atDay(1))
                .map(ConstructorMapper.of(Row.class))
                .list());
    }

    /** A charge that lies within the scope. */
    public Optional<Row> find(long id, Scope scope) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE c.id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(Row.class))
                .findOne()
                .filter(scope::sees));
    }

    /** Its lines in order. */
    public List<Line> lines(long chargeId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT l.no, l.kind, l.text_zh, l.text_en, trim_scale(l.quantity)::text AS quantity, l.unit,
                               trim_scale(l.unit_price)::text AS unit_price, l.amount_fen, l.tariff_id, l.tariff_version,
                               lower(t.valid) AS tariff_from, t.basis, t.step_seconds
                          FROM charge_line l JOIN tariff t ON t.id = l.tariff_id
                         WHERE l.charge_id = :id ORDER BY l.no""")
                .bind("id", chargeId)
                .map(ConstructorMapper.of(Line.class))
                .list());
    }

    /** The usage sessions behind it, in time. */
    public List<Session> sessions(long chargeId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT u.id, u.started_at, u.ended_at, u.run_seconds, u.active_seconds, u.idle_seconds, u.source,
                               u.verification, array_to_string(u.flags, ',') AS flags, u.device_id
                          FROM charge_session x JOIN usage_session u ON u.id = x.session_id
                         WHERE x.charge_id = :id ORDER BY u.started_at, u.id""")
                .bind("id", chargeId)
                .map(ConstructorMapper.of(Session.class))
                .list());
    }
}
