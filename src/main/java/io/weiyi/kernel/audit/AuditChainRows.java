package io.weiyi.kernel.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The tables of the audit chain in plain SQL. */
@ApplicationScoped
class AuditChainRows {

    private static final String SEAL =
            "SELECT no, prev, hash, ids, hashes, tx_before::text, sealed_at FROM audit_seal ";
    private static final String ENTRY = """
            SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, action, subject_kind, subject_id,
                   coalesce(organisation_id::text, ''), coalesce(origin, ''), detail::text
              FROM audit_entry
            """;

    private final Jdbi jdbi;

    AuditChainRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** An entry as it is hashed. */
    record Entry(long id, List<String> fields) {}

    record Open(List<Entry> entries, String txBefore) {}

    record Seal(long no, String prev, String hash, List<Long> ids, byte[] hashes, String txBefore, Instant sealedAt) {}

    private record Range(String from, String before) {}

    /** One writer at a time on all servers; released with the transaction. */
    void hold() {
        jdbi.useHandle(
                handle -> handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('kernel.audit-chain', 0))"));
    }

    /** The next whole transactions, below the oldest one that still runs, so that nothing appears behind the cursor. */
    Optional<Open> open(int entriesMax) {
        return jdbi.withHandle(handle -> {
            Range range = handle.createQuery("""
                            SELECT coalesce((SELECT tx_before FROM audit_seal ORDER BY no DESC LIMIT 1), '0'::xid8)::text,
                                   pg_snapshot_xmin(pg_current_snapshot())::text""")
                    .map((row, context) -> new Range(row.getString(1), row.getString(2)))
                    .one();
            // A transaction that is larger than a batch is sealed as a whole.
            String until = handle.createQuery("""
                            SELECT tx::text, tx = (SELECT min(tx) FROM audit_entry WHERE tx >= :from::xid8) FROM audit_entry
                             WHERE tx >= :from::xid8 AND tx < :before::xid8 ORDER BY tx, id OFFSET :max LIMIT 1""")
                    .bind("from", range.from())
                    .bind("before", range.before())
                    .bind("max", entriesMax)
                    .map((row, context) -> row.getBoolean(2)
                            ? Long.toUnsignedString(Long.parseUnsignedLong(row.getString(1)) + 1)
                            : row.getString(1))
                    .findOne()
                    .orElse(range.before());
            List<Entry> entries = handle.createQuery(
                            ENTRY + " WHERE tx >= :from::xid8 AND tx < :before::xid8 ORDER BY id")
                    .bind("from", range.from())
                    .bind("before", until)
                    .map((row, context) -> entry(row))
                    .list();
            return entries.isEmpty() ? Optional.empty() : Optional.of(new Open(entries, until));
        });
    }

    Map<Long, Entry> entries(List<Long> ids) {
        return jdbi.withHandle(handle -> {
            Map<Long, Entry> found = new HashMap<>();
            handle.createQuery(ENTRY + " WHERE id = ANY (:ids)")
                    .bindArray("ids", Long.class, ids.toArray())
                    .map((row, context) -> entry(row))
                    .forEach(entry -> found.put(entry.id(), entry));
            return found;
        });
    }

    /** Entries of transactions that are sealed, which no batch knows. */
    List<Long> strangers(int most) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT e.id FROM audit_entry e
                         WHERE e.tx < (SELECT tx_before FROM audit_seal ORDER BY no DESC LIMIT 1)
                           AND NOT EXISTS (SELECT 1 FROM (SELECT unnest(ids) AS id FROM audit_seal) s WHERE s.id = e.id)
                         ORDER BY e.id LIMIT :most""").bind("most", most).mapTo(Long.class).list());
    }

    List<LocalDate> falseHeads() {
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        SELECT h.day FROM audit_head h LEFT JOIN audit_seal s ON s.no = h.seal_no
                         WHERE s.hash IS DISTINCT FROM h.hash ORDER BY h.day""").mapTo(LocalDate.class).list());
    }

    Optional<Seal> last() {
        return jdbi.withHandle(handle -> one(handle, "ORDER BY no DESC LIMIT 1", 0, Instant.EPOCH));
    }

    Optional<Seal> after(long no) {
        return jdbi.withHandle(handle -> one(handle, "WHERE no > :no ORDER BY no LIMIT 1", no, Instant.EPOCH));
    }

    Optional<Seal> lastBefore(Instant moment) {
        return jdbi.withHandle(handle -> one(handle, "WHERE sealed_at < :moment ORDER BY no DESC LIMIT 1", 0, moment));
    }

    private static Optional<Seal> one(Handle handle, String where, long no, Instant moment) {
        var query = handle.createQuery(SEAL + where);
        if (where.contains(":no")) {
            query.bind("no", no);
        }
        if (where.contains(":moment")) {
            query.bind("moment", moment);
        }
        return query.map((row, context) -> new Seal(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        Arrays.asList((Long[]) row.getArray(4).getArray()),
                        row.getBytes(5),
                        row.getString(6),
                        row.getObject(7, OffsetDateTime.class).toInstant()))
                .findOne();
    }

    void append(Seal seal) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO audit_seal (no, prev, hash, ids, hashes, tx_before, sealed_at)
                        VALUES (:no, :prev, :hash, :ids, :hashes, :tx::xid8, :at)""")
                .bind("no", seal.no())
                .bind("prev", seal.prev())
                .bind("hash", seal.hash())
                .bindArray("ids", Long.class, seal.ids().toArray())
                .bind("hashes", seal.hashes())
                .bind("tx", seal.txBefore())
                .bind("at", seal.sealedAt())
                .execute());
    }

    /** @return whether the day had no head yet */
    boolean publish(AuditChain.Head head) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO audit_head (day, seal_no, hash, published_at) VALUES (:day, :no, :hash, :at)
                        ON CONFLICT (day) DO NOTHING""")
                        .bind("day", head.day())
                        .bind("no", head.batch())
                        .bind("hash", head.hash())
                        .bind("at", head.publishedAt())
                        .execute()
                > 0);
    }

    List<AuditChain.Head> heads() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT day, seal_no, hash, published_at FROM audit_head ORDER BY day DESC LIMIT 400")
                .map((row, context) -> new AuditChain.Head(
                        row.getObject(1, LocalDate.class),
                        row.getLong(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()))
                .list());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String[] fields = new String[8];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = row.getString(i + 2);
        }
        return new Entry(row.getLong(1), List.of(fields));
    }
}
