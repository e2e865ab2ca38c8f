package io.weiyi.voucher;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Awarded money in plain SQL, and the rows that approvals queue at. */
@ApplicationScoped
class AwardRows {

    /** One organisation's use of caps in one year. */
    record CapKey(long organisationId, int year) implements Comparable<CapKey> {

        private static final Comparator<CapKey> ORDER =
                Comparator.comparingLong(CapKey::organisationId).thenComparingInt(CapKey::year);

        @Override
        public int compareTo(CapKey other) {
            return ORDER.compare(this, other);
        }
    }

    private final Jdbi jdbi;

    AwardRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What these organisations have had together in a year under a pack, other than by this claim. */
    Map<Layer, Long> used(List<Long> group, int year, String packCode, long otherThan) {
        Map<Layer, Long> used = new EnumMap<>(Layer.class);
        for (Layer layer : Layer.values()) {
            used.put(layer, 0L);
        }
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT layer, sum(amount_fen)::bigint FROM claim_award
                         WHERE applicant_id = ANY (:group) AND year = :year AND pack_code = :pack AND released_at IS NULL
                           AND claim_id <> :claim
                         GROUP BY layer""")
                .bindArray("group", Long.class, group.toArray())
                .bind("year", year)
                .bind("pack", packCode)
                .bind("claim", otherThan)
                .map((row, context) -> used.put(Layer.valueOf(row.getString(1)), row.getLong(2)))
                .list());
        return used;
    }

    long usedOfCell(String packCode, int year, Layer layer, int cell, long otherThan) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(sum(amount_fen), 0)::bigint FROM claim_award
                         WHERE pack_code = :pack AND year = :year AND layer = :layer AND cell = :cell AND released_at IS NULL
                           AND claim_id <> :claim""")
                .bind("pack", packCode)
                .bind("year", year)
                .bind("layer", layer.name())
                .bind("cell", cell)
                .bind("claim", otherThan)
                .mapTo(Long.class)
                .one());
    }

    /** What this claim itself has reserved of a pool, which a new approval of it may use again. */
    long reservedBy(long claimId, long poolId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(sum(amount_fen), 0)::bigint FROM claim_award
                         WHERE claim_id = :claim AND pool_id = :pool AND released_at IS NULL AND consumed_at IS NULL""")
                .bind("claim", claimId)
                .bind("pool", poolId)
                .mapTo(Long.class)
                .one());
    }

    void lockCaps(SortedSet<CapKey> keys) {
        jdbi.useHandle(handle -> keys.forEach(key -> {
            handle.execute(
                    "INSERT INTO voucher_cap_lock (organisation_id, year) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    key.organisationId(),
                    key.year());
            handle.createQuery("SELECT 1 FROM voucher_cap_lock WHERE organisation_id = :id AND year = :year FOR UPDATE")
                    .bind("id", key.organisationId())
                    .bind("year", key.year())
                    .mapTo(Integer.class)
                    .one();
        }));
    }

    void lockNames(SortedSet<String> names) {
        jdbi.useHandle(handle -> names.forEach(
                name -> handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))::text")
                        .bind("name", name)
                        .mapTo(String.class)
                        .one()));
    }

    void insert(ClaimInfo claim, int round, List<Awarded> lines, Instant now) {
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO claim_award (claim_id, round, line_id, layer, pool_id, applicant_id, year, pack_code, cell, rate_bp,
                        amount_fen, awarded_at)
                    VALUES (:claim, :round, :line, :layer, :pool, :applicant, :year, :pack, :cell, :rate, :amount, :now)""");
            for (Awarded line : lines) {
                for (Awarded.Share share : line.shares()) {
                    batch.bind("claim", claim.id())
                            .bind("round", round)
                            .bind("line", line.lineId())
                            .bind("layer", share.layer().name())
                            .bind("pool", share.poolId())
                            .bind("applicant", claim.applicantId())
                            .bind("year", share.year())
                            .bind("pack", share.packCode())
                            .bind("cell", share.cell())
                            .bind("rate", share.rateBp())
                            .bind("amount", share.fen())
                            .bind("now", now)
                            .add();
                }
                handle.createUpdate("UPDATE claim_line SET subsidy_fen = :fen, reasons = :reasons WHERE id = :id")
                        .bind("fen", line.subsidyFen())
                        .bindArray("reasons", String.class, line.reasonCodes().toArray())
                        .bind("id", line.lineId())
                        .execute();
            }
            if (batch.size() > 0) {
                batch.execute();
            }
            handle.createUpdate("UPDATE claim SET subsidy_fen = :fen, rounds = :round WHERE id = :id")
                    .bind("fen", lines.stream().mapToLong(Awarded::subsidyFen).sum())
                    .bind("round", round)
                    .bind("id", claim.id())
                    .execute();
        });
    }

    /** Releases what is reserved and not spent, and says how much of which pool that was. */
    Map<Long, Long> release(long claimId, Instant now) {
        Map<Long, Long> freed = jdbi.withHandle(
                handle -> byPool(handle.createQuery("""
                        UPDATE claim_award SET released_at = :now
                         WHERE claim_id = :claim AND released_at IS NULL AND consumed_at IS NULL RETURNING pool_id, amount_fen""").bind("now", now).bind("claim", claimId)));
        jdbi.useHandle(handle -> {
            handle.execute("UPDATE claim_line SET subsidy_fen = NULL WHERE claim_id = ?", claimId);
            handle.execute("UPDATE claim SET subsidy_fen = NULL WHERE id = ?", claimId);
        });
        return freed;
    }

    Map<Long, Long> consume(long claimId, Instant now) {
        return jdbi.withHandle(
                handle -> byPool(handle.createQuery("""
                        UPDATE claim_award SET consumed_at = :now
                         WHERE claim_id = :claim AND released_at IS NULL AND consumed_at IS NULL RETURNING pool_id, amount_fen""").bind("now", now).bind("claim", claimId)));
    }

    Map<Long, Long> unconsume(long claimId) {
        return jdbi.withHandle(handle -> byPool(handle.createQuery("""
                        UPDATE claim_award SET consumed_at = NULL
                         WHERE claim_id = :claim AND released_at IS NULL AND consumed_at IS NOT NULL RETURNING pool_id, amount_fen""").bind("claim", claimId)));
    }

    private static Map<Long, Long> byPool(org.jdbi.v3.core.statement.Query query) {
        Map<Long, Long> sums = new TreeMap<>();
        query.map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
                .list()
                .forEach(entry -> sums.merge(entry.getKey(), entry.getValue(), Long::sum));
        return sums;
    }

    /** What lines have been awarded and not given back. */
    Map<Long, List<Awarded.Share>> standing(Collection<Long> lineIds) {
        Map<Long, List<Awarded.Share>> shares = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT line_id, layer, rate_bp, cell, pool_id, year, pack_code, amount_fen FROM claim_award
                         WHERE line_id = ANY (:lines) AND released_at IS NULL ORDER BY line_id, layer""")
                .bindArray("lines", Long.class, lineIds.toArray())
                .map((row, context) -> shares.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(new Awarded.Share(
                                Layer.valueOf(row.getString(2)),
                                row.getInt(3),
                                row.getInt(4),
                                row.getLong(5),
                                row.getInt(6),
                                row.getString(7),
                                row.getLong(8))))
                .list());
        return shares;
    }
}
