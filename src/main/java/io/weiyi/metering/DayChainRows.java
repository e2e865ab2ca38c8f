package io.weiyi.metering;

import io.weiyi.metering.pki.Pem;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The table of the day chain, and which readings are not in it yet. */
@ApplicationScoped
class DayChainRows {

    private final Jdbi jdbi;

    DayChainRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** One writer at a time on all servers; released with the transaction. */
    void hold() {
        jdbi.useHandle(
                handle -> handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('metering.day-chain', 0))"));
    }

    void know(String kid, X509Certificate certificate, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "INSERT INTO receipt_key (kid, der, since) VALUES (:kid, :der, :now) ON CONFLICT DO NOTHING")
                .bind("kid", kid)
                .bind("der", Pem.der(certificate))
                .bind("now", now)
                .execute());
    }

    /**
     * The next readings that are not sealed: whole transactions, in the order in which they began, and only below the oldest
     * one that still runs, so that nothing can appear behind the cursor later.
     */
    Optional<Open> open(int readingsMax) {
        return jdbi.withHandle(handle -> {
            Range range = handle.createQuery("""
                            SELECT coalesce((SELECT tx_before FROM day_chain ORDER BY id DESC LIMIT 1), '0'::xid8)::text,
                                   pg_snapshot_xmin(pg_current_snapshot())::text""")
                    .map((row, context) -> new Range(row.getString(1), row.getString(2)))
                    .one();
            String until = handle.createQuery("""
                            SELECT tx::text, tx = (SELECT min(tx) FROM raw_reading WHERE tx >= :from::xid8) FROM raw_reading
                             WHERE tx >= :from::xid8 AND tx < :before::xid8 ORDER BY tx OFFSET :max LIMIT 1""")
                    .bind("from", range.from())
                    .bind("before", range.before())
                    .bind("max", readingsMax)
                    .map((row, context) -> row.getBoolean(2) ? after(row.getString(1)) : row.getString(1))
                    .findOne()
                    .orElse(range.before());
            List<ReceiptLeaf> leaves = handle.createQuery("""
                            SELECT device_id, seq, hash, received_at FROM raw_reading
                             WHERE tx >= :from::xid8 AND tx < :before::xid8 ORDER BY received_at, device_id, seq""")
                    .bind("from", range.from())
                    .bind("before", until)
                    .map((row, context) -> new ReceiptLeaf(
                            row.getString(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getObject(4, OffsetDateTime.class).toInstant()))
                    .list();
            return leaves.isEmpty() ? Optional.empty() : Optional.of(new Open(leaves, until));
        });
    }

    /** One transaction that is larger than a batch is sealed as a whole. */
    private static String after(String tx) {
        return Long.toUnsignedString(Long.parseUnsignedLong(tx) + 1);
    }

    @Nullable
    Last last() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT id, hash FROM day_chain ORDER BY id DESC LIMIT 1")
                .map((row, context) -> new Last(row.getLong(1), row.getString(2)))
                .findOne()
                .orElse(null));
    }

    int count(LocalDate day) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT coalesce(max(no), 0) FROM day_chain WHERE day = :day")
                        .bind("day", day)
                        .mapTo(Integer.class)
                        .one());
    }

    void append(Link link) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO day_chain (id, day, no, prev, hash, root, reading_count, received_from, received_last,
                            sealed_at, tx_before, kid, jws, leaves)
                        VALUES (:id, :day, :no, :prev, :hash, :root, :count, :from, :last, :at, :tx::xid8, :kid, :jws, :leaves)""")
                .bind("id", link.id())
                .bind("day", link.day())
                .bind("no", link.no())
                .bind("prev", link.prev())
                .bind("hash", link.hash())
                .bind("root", link.root())
                .bind("count", link.count())
                .bind("from", link.receivedFrom())
                .bind("last", link.receivedLast())
                .bind("at", link.sealedAt())
                .bind("tx", link.txBefore())
                .bind("kid", link.kid())
                .bind("jws", link.jws())
                .bind("leaves", link.leaves())
                .execute());
    }

    /** The links that could hold a reading that was received at a moment of this range, oldest first. */
    List<Long> around(Instant from, Instant last) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id FROM day_chain
                         WHERE day BETWEEN (:from AT TIME ZONE 'Asia/Shanghai')::date AND (:last AT TIME ZONE 'Asia/Shanghai')::date
                           AND received_from <= :last AND received_last >= :from ORDER BY id""")
                .bind("from", from)
                .bind("last", last)
                .mapTo(Long.class)
                .list());
    }

    Sealed sealed(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id, received_from, received_last, jws, leaves, kid FROM day_chain WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> new Sealed(
                        row.getLong(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getString(4),
                        row.getBytes(5),
                        row.getString(6)))
                .one());
    }

    X509Certificate key(String kid) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT der FROM receipt_key WHERE kid = :kid")
                .bind("kid", kid)
                .map((row, context) -> Pem.certificate(row.getBytes(1)))
                .one());
    }

    /** The certificates of all keys that ever signed receipts, oldest first. */
    List<X509Certificate> keys() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT der FROM receipt_key ORDER BY since, kid")
                .map((row, context) -> Pem.certificate(row.getBytes(1)))
                .list());
    }

    Optional<DayChain.Day> day(LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT count(*) OVER (), sum(reading_count) OVER (), hash, sealed_at FROM day_chain
                         WHERE day = :day ORDER BY no DESC LIMIT 1""")
                .bind("day", day)
                .map((row, context) -> new DayChain.Day(
                        day,
                        row.getInt(1),
                        row.getLong(2),
                        row.getString(3),
                        Objects.requireNonNull(row.getObject(4, OffsetDateTime.class))
                                .toInstant()))
                .findOne());
    }

    private record Range(String from, String before) {}

    /** Readings to be sealed, by the time of their receipt. */
    record Open(List<ReceiptLeaf> leaves, String txBefore) {}

    /** The end of the chain. */
    record Last(long id, String hash) {}

    /** A link as it is written. */
    record Link(
            long id,
            LocalDate day,
            int no,
            String prev,
            String hash,
            String root,
            int count,
            Instant receivedFrom,
            Instant receivedLast,
            Instant sealedAt,
            String txBefore,
            String kid,
            String jws,
            byte[] leaves) {}

    /** A link as receipts are read from it. */
    record Sealed(long id, Instant receivedFrom, Instant receivedLast, String jws, byte[] leaves, String kid) {}
}
