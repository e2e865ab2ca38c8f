package io.weiyi.ledger;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Constraints;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The ledger (总账): balanced transactions on accounts, append-only. That a transaction balances, that no account falls
 * below its floor and that no entry changes is the database's promise; this class speaks to it.
 */
@ApplicationScoped
public class Ledger {

    private static final String FLOOR = "ledger_floor";

    private final LedgerRows rows;
    private final Clock clock;

    Ledger(LedgerRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * Makes an account unless its code exists already.
     *
     * @param code its stable name
     * @param name for a person
     * @param organisationId whose account it is, if anybody's
     * @param floor the least balance it may have; null for no limit
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void ensureAccount(
            String code, String name, AccountKind kind, @Nullable Long organisationId, @Nullable Fen floor) {
        if (!rows.accountExists(code)) {
            rows.insertAccount(code, name, kind, organisationId, floor, clock.instant());
        }
    }

    /**
     * Posts in the running transaction, so that what the posting stands for and the posting come together or not at all.
     * The same fact again, with the same sides, changes nothing.
     *
     * @return whether it was posted now, and not before
     * @throws OverdraftRefused when an account would fall below its floor
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean post(LedgerPosting posting) {
        Optional<Long> added = rows.insertTransaction(posting, clock.instant());
        if (added.isEmpty()) {
            refuseOtherSides(posting);
            return false;
        }
        try {
            int entries = rows.insertEntries(added.get(), posting.sides());
            if (entries != posting.sides().size()) {
                throw new IllegalArgumentException("an account of " + posting.sides() + " does not exist");
            }
        } catch (JdbiException e) {
            if (Constraints.violated(e).filter(FLOOR::equals).isPresent()) {
                throw new OverdraftRefused(posting, e);
            }
            throw e;
        }
        return true;
    }

    /** The balance of an account, debit minus credit; zero when nothing was posted to it. */
    public Fen balance(String accountCode) {
        return rows.balance(accountCode);
    }

    /**
     * Adds up every entry, from the entries themselves and not from kept balances.
     *
     * @param asOf what was posted up to this moment; null for everything
     */
    public TrialBalance trialBalance(@Nullable Instant asOf) {
        return TrialBalance.of(asOf == null ? clock.instant() : asOf, rows.sums(asOf));
    }

    /** A fact is posted once; two different truths about one fact are a fault of the program. */
    private void refuseOtherSides(LedgerPosting posting) {
        List<LedgerPosting.Side> kept = rows.sides(posting);
        if (kept.size() != posting.sides().size() || !kept.containsAll(posting.sides())) {
            throw new IllegalStateException("posting " + posting.kind() + " of " + posting.refKind() + " "
                    + posting.refId() + " exists with other sides");
        }
    }
}
