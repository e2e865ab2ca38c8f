package io.weiyi.ledger;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trial balance (试算平衡).
 *
 * @param asOf what was posted up to this moment, inclusive
 * @param difference debit minus credit; anything but zero means that the ledger is broken
 * @param accounts every account that was posted to, by code
 */
public record TrialBalance(Instant asOf, Fen debit, Fen credit, Fen difference, List<AccountBalance> accounts) {

    static TrialBalance of(Instant asOf, List<AccountBalance> accounts) {
        Fen debit = accounts.stream().map(AccountBalance::debit).reduce(Fen.ZERO, Fen::plus);
        Fen credit = accounts.stream().map(AccountBalance::credit).reduce(Fen.ZERO, Fen::plus);
        return new TrialBalance(asOf, debit, credit, debit.minus(credit), List.copyOf(accounts));
    }

    /**
     * One account's sums.
     *
     * @param organisationId whose account it is, if anybody's
     * @param balance debit minus credit
     */
    public record AccountBalance(
            String code,
            String name,
            AccountKind kind,
            @Nullable Long organisationId,
            Fen debit,
            Fen credit,
            Fen balance) {}
}
