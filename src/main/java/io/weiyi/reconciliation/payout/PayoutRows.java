package io.weiyi.reconciliation.payout;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Batches, their items and the bank's answers in plain SQL. */
@Singleton
class PayoutRows {

    private static final String BATCH =
            "SELECT id, month, status, total_fen, hash, created_by, created_at, approved_by FROM payout_batch ";

    private final Jdbi jdbi;

    PayoutRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Batches are made one after another, so that two never freeze the same claim. */
    void lockMaking() {
        jdbi.useHandle(handle -> handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('payout-batch', 0))"));
    }

    /** Claims of the month that may be paid and their organisations, the longest waiting first. */
    Map<Long, Long> payable(Instant before) {
        return jdbi.withHandle(handle -> {
            Map<Long, Long> claims = new LinkedHashMap<>();
            handle.createQuery("""
                            SELECT id, applicant_id FROM claim
                             WHERE status = 'PAYABLE' AND status_since < :before ORDER BY status_since, id""")
                    .bind("before", before)
                    .map((row, context) -> claims.put(row.getLong(1), row.getLong(2)))
                    .list();
            return claims;
        });
    }

    long insert(YearMonth month, Fen total, String hash, long by, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO payout_batch (month, status, total_fen, hash, created_by, created_at)
                        VALUES (:month, 'FROZEN', :total, :hash, :by, :now) RETURNING id""")
                .bind("month", month.atDay(1))
                .bind("total", total.value())
                .bind("hash", hash)
                .bind("by", by)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    void insertItems(long batch, List<PayoutBatch.Item> items) {
        jdbi.useHandle(handle -> {
            PreparedBatch rows = handle.prepareBatch("""
                    INSERT INTO payout_item (batch_id, no, claim_id, payee_account_id, payee, account, bank, cnaps, amount_fen)
                    VALUES (:batch, :no, :claim, :accountId, :payee, :account, :bank, :cnaps, :amount)""");
            for (PayoutBatch.Item item : items) {
                rows.bind("batch", batch)
                        .bind("no", item.no())
                        .bind("claim", item.claimId())
                        .bind("accountId", item.payee().accountId())
                        .bind("payee", item.payee().name())
                        .bind("account", item.payee().number())
                        .bind("bank", item.payee().bank())
                        .bind("cnaps", item.payee().cnaps())
                        .bind("amount", item.amount().value())
                        .add();
            }
            rows.execute();
        });
    }

    Page<PayoutBatch> list(PageRequest request) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("SELECT count(*) FROM payout_batch")
                    .mapTo(Long.class)
                    .one();
            List<PayoutBatch> batches = handle.createQuery(BATCH + "ORDER BY id DESC LIMIT :size OFFSET :offset")
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> batch(row))
                    .list();
            Map<Long, List<PayoutBatch.Item>> items =
                    items(batches.stream().map(PayoutBatch::id).toList());
            return Page.of(
                    batches.stream()
                            .map(batch -> batch.with(items.getOrDefault(batch.id(), List.of())))
                            .toList(),
                    request,
                    total);
        });
    }

    Optional<PayoutBatch> find(long id) {
        return one(BATCH + "WHERE id = :id", id);
    }

    /** The batch, held until the transaction ends. */
    Optional<PayoutBatch> lock(long id) {
        return one(BATCH + "WHERE id = :id FOR UPDATE", id);
    }

    private Optional<PayoutBatch> one(String sql, long id) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                        .bind("id", id)
                        .map((row, context) -> batch(row))
                        .findOne())
                .map(batch -> batch.with(items(List.of(id)).getOrDefault(id, List.of())));
    }

    private Map<Long, List<PayoutBatch.Item>> items(Collection<Long> batches) {
        return jdbi.withHandle(handle -> handle
                .createQuery("""
                        SELECT i.batch_id, i.id, i.no, i.claim_id, i.payee_account_id, i.payee, i.account, i.bank, i.cnaps, i.amount_fen,
                               i.status, coalesce(r.reason, '')
                          FROM payout_item i
                          LEFT JOIN LATERAL (SELECT reason FROM payout_result WHERE item_id = i.id ORDER BY id DESC LIMIT 1) r ON true
                         WHERE i.batch_id = ANY (:batches) ORDER BY i.batch_id, i.no""")
                .bindArray("batches", Long.class, batches.toArray())
                .map((row, context) -> Map.entry(row.getLong(1), item(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        TreeMap::new,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
    }

    void approved(long id, long by, Instant now) {
        step(id, "status = 'APPROVED', approved_by = :by, approved_at = :now", by, now);
    }

    void exported(long id, long by, Instant now) {
        step(id, "status = 'EXPORTED', exported_by = :by, exported_at = :now", by, now);
    }

    private void step(long id, String what, long by, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE payout_batch SET " + what + " WHERE id = :id")
                .bind("id", id)
                .bind("by", by)
                .bind("now", now)
                .execute());
    }

    /** Settled once the bank has answered for every item. */
    void settleIfAnswered(long id) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE payout_batch b SET status = 'SETTLED'
                         WHERE id = :id AND status = 'EXPORTED'
                           AND NOT EXISTS (SELECT 1 FROM payout_item i WHERE i.batch_id = b.id AND i.status = 'PENDING')""").bind("id", id).execute());
    }

    /** Keeps the bank's word; false when it was known already. */
    boolean keep(BankResult result, long itemId, long blob, long by, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO payout_result (item_id, result, reason, bank_ref, blob_id, row_no, recorded_by, recorded_at)
                        VALUES (:item, :result, :reason, :ref, :blob, :row, :by, :now)
                        ON CONFLICT ON CONSTRAINT payout_result_once DO NOTHING""")
                        .bind("item", itemId)
                        .bind("result", result.result().name())
                        .bind("reason", result.reason())
                        .bind("ref", result.bankRef())
                        .bind("blob", blob)
                        .bind("row", result.row())
                        .bind("by", by)
                        .bind("now", now)
                        .execute()
                == 1);
    }

    void itemStatus(long itemId, PayoutItemStatus status) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE payout_item SET status = :status WHERE id = :id")
                .bind("status", status.name())
                .bind("id", itemId)
                .execute());
    }

    private static PayoutBatch batch(ResultSet row) throws SQLException {
        long approvedBy = row.getLong("approved_by");
        boolean approved = !row.wasNull();
        return new PayoutBatch(
                row.getLong("id"),
                YearMonth.from(row.getObject("month", LocalDate.class)),
                PayoutStatus.valueOf(row.getString("status")),
                Fen.of(row.getLong("total_fen")),
                row.getString("hash"),
                row.getLong("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                approved ? approvedBy : null,
                List.of());
    }

    private static PayoutBatch.Item item(ResultSet row) throws SQLException {
        return new PayoutBatch.Item(
                row.getLong("id"),
                row.getInt("no"),
                row.getLong("claim_id"),
                new Payee(
                        row.getLong("payee_account_id"),
                        row.getString("payee"),
                        row.getString("account"),
                        row.getString("bank"),
                        row.getString("cnaps")),
                Fen.of(row.getLong("amount_fen")),
                PayoutItemStatus.valueOf(row.getString("status")),
                row.getString(12));
    }
}
