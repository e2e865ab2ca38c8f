package io.weiyi.voucher;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.ledger.AccountKind;
import io.weiyi.ledger.Ledger;
import io.weiyi.ledger.LedgerPosting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Voucher budgets (资金池) as ledger accounts. A pool has what is free, what is reserved and what is consumed; the
 * grant of its layer is cash of its own that payouts draw on. Floors of zero make the database refuse an overdraft.
 */
@ApplicationScoped
public class Pools {

    private static final String SELECT = """
            SELECT p.id, p.year, p.layer, p.area_id, a.name_zh, a.name_en,
                   (SELECT coalesce(sum(amount_fen), 0)::bigint FROM voucher_pool_change x WHERE x.pool_id = p.id AND x.kind = 'BUDGET') AS budget,
                   (SELECT coalesce(sum(amount_fen), 0)::bigint FROM voucher_pool_change x WHERE x.pool_id = p.id AND x.kind = 'GRANT') AS granted,
                   (SELECT b.balance_fen FROM ledger_account l JOIN ledger_balance b ON b.account_id = l.id WHERE l.code = 'VOUCHER-FREE-' || p.id) AS free,
                   (SELECT b.balance_fen FROM ledger_account l JOIN ledger_balance b ON b.account_id = l.id WHERE l.code = 'VOUCHER-RESERVED-' || p.id) AS reserved,
                   (SELECT b.balance_fen FROM ledger_account l JOIN ledger_balance b ON b.account_id = l.id WHERE l.code = 'VOUCHER-CONSUMED-' || p.id) AS consumed,
                   (SELECT b.balance_fen FROM ledger_account l JOIN ledger_balance b ON b.account_id = l.id WHERE l.code = 'VOUCHER-GRANT-' || p.id) AS cash
              FROM voucher_pool p LEFT JOIN area a ON a.id = p.area_id
            """;

    private final Jdbi jdbi;
    private final Ledger ledger;
    private final Audit audit;
    private final Clock clock;

    Pools(Jdbi jdbi, Ledger ledger, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.ledger = ledger;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A pool and its money in fen.
     *
     * @param budgetFen what may be reserved in all
     * @param grantedFen what the layer has sent
     * @param cashFen what of the grant payouts have left
     */
    public record PoolInfo(
            long id,
            int year,
            Layer layer,
            @Nullable Long areaId,
            @Nullable String areaNameZh,
            @Nullable String areaNameEn,
            long budgetFen,
            long grantedFen,
            long freeFen,
            long reservedFen,
            long consumedFen,
            long cashFen) {

        /** Whether less than a tenth is left. */
        public boolean low() {
            return freeFen * 10 < budgetFen;
        }
    }

    /** What a change of a pool is: a budget that may be reserved, or money that has arrived. */
    public enum ChangeKind {
        BUDGET,
        GRANT
    }

    public List<PoolInfo> list() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "ORDER BY p.year DESC, p.layer, p.area_id NULLS FIRST")
                .map((row, context) -> new PoolInfo(
                        row.getLong("id"),
                        row.getInt("year"),
                        Layer.valueOf(row.getString("layer")),
                        row.getObject("area_id", Long.class),
                        row.getString("name_zh"),
                        row.getString("name_en"),
                        row.getLong("budget"),
                        row.getLong("granted"),
                        row.getLong("free"),
                        row.getLong("reserved"),
                        row.getLong("consumed"),
                        row.getLong("cash")))
                .list());
    }

    /**
     * Puts money into a pool, or takes it out again; the pool is made when first named.
     *
     * @param areaId null for the whole city's
     * @throws io.weiyi.ledger.OverdraftRefused where more is taken out than is left
     */
    @Transactional
    public long change(
            int year,
            Layer layer,
            @Nullable Long areaId,
            ChangeKind kind,
            Fen amount,
            String note,
            @Nullable Long personId) {
        Instant now = clock.instant();
        long pool = ensure(year, layer, areaId, now);
        long change = jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO voucher_pool_change (pool_id, kind, amount_fen, note, made_by, made_at)
                        VALUES (:pool, :kind, :amount, :note, :by, :now) RETURNING id""")
                .bind("pool", pool)
                .bind("kind", kind.name())
                .bind("amount", amount.value())
                .bind("note", note)
                .bind("by", personId)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
        boolean budget = kind == ChangeKind.BUDGET;
        post(
                budget ? "voucher-budget" : "voucher-grant",
                "voucher-pool-change",
                Long.toString(change),
                note,
                List.of(
                        new LedgerPosting.Side(budget ? free(pool) : grant(pool), amount),
                        new LedgerPosting.Side(budget ? source(pool) : granted(pool), amount.negated())),
                now);
        audit.record(
                "voucher-pool." + (budget ? "budget" : "grant"),
                "voucher-pool",
                Long.toString(pool),
                null,
                Map.of("year", year, "layer", layer.name(), "amountFen", amount.value(), "note", note));
        return pool;
    }

    private long ensure(int year, Layer layer, @Nullable Long areaId, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO voucher_pool (year, layer, area_id, created_at) VALUES (:year, :layer, :area, :now)
                        ON CONFLICT ON CONSTRAINT voucher_pool_once DO NOTHING""")
                .bind("year", year)
                .bind("layer", layer.name())
                .bind("area", areaId)
                .bind("now", now)
                .execute());
        long pool = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id FROM voucher_pool WHERE year = :year AND layer = :layer AND area_id IS NOT DISTINCT FROM :area")
                .bind("year", year)
                .bind("layer", layer.name())
                .bind("area", areaId)
                .mapTo(Long.class)
                .one());
        String name = year + " " + layer + (areaId == null ? "" : " area " + areaId);
        ledger.ensureAccount(source(pool), "创新券预算 voucher budget " + name, AccountKind.MEMO, null, null);
        ledger.ensureAccount(free(pool), "创新券可用 voucher budget left " + name, AccountKind.MEMO, null, Fen.ZERO);
        ledger.ensureAccount(reserved(pool), "创新券已预占 voucher reserved " + name, AccountKind.MEMO, null, Fen.ZERO);
        ledger.ensureAccount(consumed(pool), "创新券已兑付 voucher consumed " + name, AccountKind.MEMO, null, Fen.ZERO);
        ledger.ensureAccount(granted(pool), "补助资金拨入 grant received " + name, AccountKind.INCOME, null, null);
        ledger.ensureAccount(grant(pool), "补助资金结余 grant cash " + name, AccountKind.ASSET, null, Fen.ZERO);
        ledger.ensureAccount(paid(pool), "补助支出 subsidies paid " + name, AccountKind.EXPENSE, null, Fen.ZERO);
        return pool;
    }

    /** The pool that a claim of this area draws on: the area's own, or else the whole city's. */
    Optional<Long> find(int year, Layer layer, long areaId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id FROM voucher_pool WHERE year = :year AND layer = :layer AND (area_id = :area OR area_id IS NULL)
                         ORDER BY area_id NULLS LAST LIMIT 1""")
                .bind("year", year)
                .bind("layer", layer.name())
                .bind("area", areaId)
                .mapTo(Long.class)
                .findOne());
    }

    /** Holds these pools until the end of the transaction, always in the same order. */
    void lock(List<Long> pools) {
        if (!pools.isEmpty()) {
            jdbi.useHandle(handle -> handle.createQuery(
                            "SELECT id FROM voucher_pool WHERE id = ANY (:ids) ORDER BY id FOR UPDATE")
                    .bindArray("ids", Long.class, pools.toArray())
                    .mapTo(Long.class)
                    .list());
        }
    }

    long freeFen(long pool) {
        return ledger.balance(free(pool)).value();
    }

    /** What was put into all pools of a year and layer: the year's fund. */
    long fundFen(int year, Layer layer) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(sum(c.amount_fen), 0)::bigint FROM voucher_pool_change c JOIN voucher_pool p ON p.id = c.pool_id
                         WHERE p.year = :year AND p.layer = :layer AND c.kind = 'BUDGET'""")
                .bind("year", year)
                .bind("layer", layer.name())
                .mapTo(Long.class)
                .one());
    }

    /** Reserves money (额度预占) of these pools for a claim's approval. */
    void reserve(String ref, Map<Long, Long> fenByPool, Instant now) {
        move("voucher-reserve", ref, fenByPool, true, now);
    }

    /** Gives reserved money back. */
    void release(String ref, Map<Long, Long> fenByPool, Instant now) {
        move("voucher-release", ref, fenByPool, false, now);
    }

    private void move(String kind, String ref, Map<Long, Long> fenByPool, boolean reserve, Instant now) {
        List<LedgerPosting.Side> sides = new ArrayList<>();
        fenByPool.forEach((pool, fen) -> {
            sides.add(new LedgerPosting.Side(free(pool), Fen.of(reserve ? -fen : fen)));
            sides.add(new LedgerPosting.Side(reserved(pool), Fen.of(reserve ? fen : -fen)));
        });
        if (!sides.isEmpty()) {
            post(kind, "claim", ref, reserve ? "兑付申请 " + ref + " 预占" : "兑付申请 " + ref + " 释放", sides, now);
        }
    }

    /** Turns reserved money into consumed money (核销) and draws it from the layer's grant. */
    void consume(String ref, Map<Long, Long> fenByPool, Instant now) {
        post("voucher-consume", "claim", ref, "兑付申请 " + ref + " 拨付", paymentSides(fenByPool, false), now);
    }

    /** Takes a payment back: the money is reserved again and the grant has it. */
    void unconsume(String ref, Map<Long, Long> fenByPool, Instant now) {
        post("voucher-payment-back", "claim", ref, "兑付申请 " + ref + " 退汇", paymentSides(fenByPool, true), now);
    }

    private static List<LedgerPosting.Side> paymentSides(Map<Long, Long> fenByPool, boolean back) {
        List<LedgerPosting.Side> sides = new ArrayList<>();
        fenByPool.forEach((pool, fen) -> {
            Fen amount = Fen.of(back ? -fen : fen);
            sides.add(new LedgerPosting.Side(reserved(pool), amount.negated()));
            sides.add(new LedgerPosting.Side(consumed(pool), amount));
            sides.add(new LedgerPosting.Side(grant(pool), amount.negated()));
            sides.add(new LedgerPosting.Side(paid(pool), amount));
        });
        return sides;
    }

    private void post(
            String kind, String refKind, String refId, String text, List<LedgerPosting.Side> sides, Instant now) {
        ledger.post(new LedgerPosting(kind, refKind, refId, BusinessTime.monthOf(now), text, sides));
    }

    private static String source(long pool) {
        return "VOUCHER-BUDGET-" + pool;
    }

    private static String free(long pool) {
        return "VOUCHER-FREE-" + pool;
    }

    private static String reserved(long pool) {
        return "VOUCHER-RESERVED-" + pool;
    }

    private static String consumed(long pool) {
        return "VOUCHER-CONSUMED-" + pool;
    }

    private static String grant(long pool) {
        return "VOUCHER-GRANT-" + pool;
    }

    private static String granted(long pool) {
        return "VOUCHER-GRANTED-" + pool;
    }

    private static String paid(long pool) {
        return "VOUCHER-PAID-" + pool;
    }
}
