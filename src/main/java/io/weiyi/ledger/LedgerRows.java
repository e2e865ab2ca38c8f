package io.weiyi.ledger;

import io.weiyi.kernel.money.Fen;
import io.weiyi.ledger.TrialBalance.AccountBalance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The ledger's tables in plain SQL; they are facts, so there is no update here. */
@ApplicationScoped
class LedgerRows {

    private final Jdbi jdbi;

    LedgerRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    boolean accountExists(String code) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT 1 FROM ledger_account WHERE code = :code")
                .bind("code", code)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    void insertAccount(
            String code,
            String name,
            AccountKind kind,
            @Nullable Long organisationId,
            @Nullable Fen floor,
            Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO ledger_account (code, name, kind, organisation_id, floor_fen, created_at)
                        VALUES (:code, :name, :kind, :organisation, :floor, :now) ON CONFLICT (code) DO NOTHING""")
                .bind("code", code)
                .bind("name", name)
                .bind("kind", kind.name())
                .bind("organisation", organisationId)
                .bind("floor", floor == null ? null : Long.valueOf(floor.value()))
                .bind("now", now)
                .execute());
    }

    /** The new transaction's id; empty when this fact was posted before. */
    Optional<Long> insertTransaction(LedgerPosting posting, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO ledger_transaction (posted_at, posting_month, kind, ref_kind, ref_id, text)
                        VALUES (:now, :month, :kind, :refKind, :refId, :text)
                        ON CONFLICT ON CONSTRAINT ledger_transaction_once DO NOTHING RETURNING id""")
                .bind("now", now)
                .bind("month", posting.postingMonth().atDay(1))
                .bind("kind", posting.kind())
                .bind("refKind", posting.refKind())
                .bind("refId", posting.refId())
                .bind("text", posting.text())
                .mapTo(Long.class)
                .findOne());
    }

    /** One statement for all sides, so that the balances are locked together and in one order. */
    int insertEntries(long transactionId, List<LedgerPosting.Side> sides) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO ledger_entry (transaction_id, account_id, amount_fen)
                        SELECT :transaction, a.id, s.amount_fen
                          FROM unnest(:codes, :amounts) WITH ORDINALITY AS s (code, amount_fen, no)
                          JOIN ledger_account a ON a.code = s.code
                         ORDER BY s.no""")
                .bind("transaction", transactionId)
                .bindArray(
                        "codes",
                        String.class,
                        sides.stream().map(LedgerPosting.Side::accountCode).toArray())
                .bindArray(
                        "amounts",
                        Long.class,
                        sides.stream().map(s -> s.amount().value()).toArray())
                .execute());
    }

    List<LedgerPosting.Side> sides(LedgerPosting posting) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT a.code, e.amount_fen
                          FROM ledger_transaction t
                          JOIN ledger_entry e ON e.transaction_id = t.id
                          JOIN ledger_account a ON a.id = e.account_id
                         WHERE t.kind = :kind AND t.ref_kind = :refKind AND t.ref_id = :refId""")
                .bind("kind", posting.kind())
                .bind("refKind", posting.refKind())
                .bind("refId", posting.refId())
                .map((row, context) -> new LedgerPosting.Side(row.getString("code"), Fen.of(row.getLong("amount_fen"))))
                .list());
    }

    Fen balance(String code) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT b.balance_fen FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
                         WHERE a.code = :code""")
                .bind("code", code)
                .mapTo(Long.class)
                .findOne()
                .map(Fen::of)
                .orElse(Fen.ZERO));
    }

    List<AccountBalance> sums(@Nullable Instant asOf) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT a.code, a.name, a.kind, a.organisation_id, s.debit_fen, s.credit_fen
                          FROM (SELECT e.account_id,
                                       coalesce(sum(e.amount_fen) FILTER (WHERE e.amount_fen > 0), 0)::bigint AS debit_fen,
                                       coalesce(-sum(e.amount_fen) FILTER (WHERE e.amount_fen < 0), 0)::bigint AS credit_fen
                                  FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
                                 WHERE :asOf::timestamptz IS NULL OR t.posted_at <= :asOf::timestamptz
                                 GROUP BY e.account_id) s
                          JOIN ledger_account a ON a.id = s.account_id
                         ORDER BY a.code""")
                .bind("asOf", asOf)
                .map((row, context) -> {
                    Fen debit = Fen.of(row.getLong("debit_fen"));
                    Fen credit = Fen.of(row.getLong("credit_fen"));
                    return new AccountBalance(
                            row.getString("code"),
                            row.getString("name"),
                            AccountKind.valueOf(row.getString("kind")),
                            row.getObject("organisation_id", Long.class),
                            debit,
                            credit,
                            debit.minus(credit));
                })
                .list());
    }
}
