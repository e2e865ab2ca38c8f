package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.pricing.PricedLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** Lists of charges in plain SQL, each with its lines and what settled it, four queries a list. */
@ApplicationScoped
class ChargeQueries {

    private static final String SELECT = """
            SELECT c.id, c.subject_kind, c.subject_id, c.organisation_id, c.provider_id, c.instrument_id, c.service_month,
                   c.posting_month, c.status, c.total_fen, c.reversal_of, c.accepted_at, c.dispute_note, c.created_at, c.version
              FROM charge c
            """;

    /** What the caller may see, and of that what is asked for. A lab's own organisation also stands for what it has due. */
    private static final String WHERE = """
             WHERE (:all OR c.organisation_id = ANY (:firms) OR c.provider_id = ANY (:providers))
               AND (:organisation::bigint IS NULL OR c.organisation_id = :organisation
                    OR c.provider_id = :organisation AND c.provider_id = ANY (:providers))
               AND (:month::date IS NULL OR c.posting_month = :month)
               AND (:status::text IS NULL OR c.status = :status)
            """;

    private final Jdbi jdbi;
    private final ChargeRows rows;
    private final InvoiceRows invoices;
    private final PaymentRows payments;

    ChargeQueries(Jdbi jdbi, ChargeRows rows, InvoiceRows invoices, PaymentRows payments) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.invoices = invoices;
        this.payments = payments;
    }

    Optional<ChargeInfo> find(long id) {
        return withLines(jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE c.id = :id")
                        .bind("id", id)
                        .map((row, context) -> charge(row))
                        .list()))
                .stream()
                .findFirst();
    }

    /** Every charge of a subject and every reversal, oldest first. */
    List<ChargeInfo> history(ChargeSubject subject) {
        return withLines(jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "WHERE c.subject_kind = :kind AND c.subject_id = :id ORDER BY c.id")
                .bind("kind", subject.kind().name())
                .bind("id", subject.id())
                .map((row, context) -> charge(row))
                .list()));
    }

    Page<ChargeInfo> list(ChargeScope scope, ChargeFilter filter, PageRequest request) {
        return jdbi.withHandle(handle -> {
            long total = bind(handle.createQuery("SELECT count(*) FROM charge c" + WHERE), scope, filter)
                    .mapTo(Long.class)
                    .one();
            List<ChargeInfo> items = bind(
                            handle.createQuery(SELECT + WHERE + "ORDER BY c.id DESC LIMIT :size OFFSET :offset"),
                            scope,
                            filter)
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> charge(row))
                    .list();
            return Page.of(withLines(items), request, total);
        });
    }

    /** Charges of these labs that wait for an invoice, the oldest first. */
    List<InvoiceSorting.Waiting> waiting(Set<Long> providerIds) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT c.id, c.organisation_id, o.code, c.provider_id, p.code, c.total_fen
                          FROM charge c JOIN organisation o ON o.id = c.organisation_id JOIN organisation p ON p.id = c.provider_id
                         WHERE c.provider_id = ANY (:providers) AND c.status = 'INVOICE_ASKED' AND c.total_fen > 0
                         ORDER BY c.id LIMIT 1000""")
                .bindArray("providers", Long.class, providerIds.toArray())
                .map((row, context) -> new InvoiceSorting.Waiting(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5),
                        Fen.of(row.getLong(6))))
                .list());
    }

    /** The live and paid charges of an organisation. */
    List<ChargeInfo> settled(long organisationId) {
        return withLines(jdbi.withHandle(handle -> handle.createQuery(SELECT
                        + "WHERE c.organisation_id = :organisation AND c.live AND c.status = 'PAID' ORDER BY c.id DESC")
                .bind("organisation", organisationId)
                .map((row, context) -> charge(row))
                .list()));
    }

    List<ChargeInfo> all(ChargeScope scope, ChargeFilter filter) {
        return withLines(
                jdbi.withHandle(handle -> bind(handle.createQuery(SELECT + WHERE + "ORDER BY c.id DESC"), scope, filter)
                        .map((row, context) -> charge(row))
                        .list()));
    }

    private static <S extends SqlStatement<S>> S bind(S query, ChargeScope scope, ChargeFilter filter) {
        YearMonth month = filter.month();
        ChargeStatus status = filter.status();
        return query.bind("all", scope.all())
                .bindArray("firms", Long.class, scope.firms().toArray())
                .bindArray("providers", Long.class, scope.providers().toArray())
                .bind("organisation", filter.organisationId())
                .bind("month", month == null ? null : month.atDay(1))
                .bind("status", status == null ? null : status.name());
    }

    private List<ChargeInfo> withLines(List<ChargeInfo> bare) {
        List<Long> ids = bare.stream().map(ChargeInfo::id).toList();
        Map<Long, List<PricedLine>> lines = rows.lines(ids);
        Map<Long, List<AllocatedInvoice>> invoiced =
                invoices.ofCharges(ids).stream().collect(Collectors.groupingBy(AllocatedInvoice::chargeId));
        Map<Long, List<AllocatedPayment>> paid =
                payments.ofCharges(ids).stream().collect(Collectors.groupingBy(AllocatedPayment::chargeId));
        return bare.stream()
                .map(c -> c.with(
                        lines.getOrDefault(c.id(), List.of()),
                        invoiced.getOrDefault(c.id(), List.of()),
                        paid.getOrDefault(c.id(), List.of())))
                .toList();
    }

    private static ChargeInfo charge(ResultSet row) throws SQLException {
        OffsetDateTime acceptedAt = row.getObject("accepted_at", OffsetDateTime.class);
        return new ChargeInfo(
                row.getLong("id"),
                new ChargeSubject(SubjectKind.valueOf(row.getString("subject_kind")), row.getLong("subject_id")),
                row.getLong("organisation_id"),
                row.getLong("provider_id"),
                row.getObject("instrument_id", Long.class),
                YearMonth.from(row.getObject("service_month", LocalDate.class)),
                YearMonth.from(row.getObject("posting_month", LocalDate.class)),
                ChargeStatus.valueOf(row.getString("status")),
                Fen.of(row.getLong("total_fen")),
                List.of(),
                row.getObject("reversal_of", Long.class),
                acceptedAt == null ? null : acceptedAt.toInstant(),
                row.getString("dispute_note"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getInt("version"),
                List.of(),
                List.of());
    }
}
