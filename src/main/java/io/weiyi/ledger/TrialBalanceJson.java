package io.weiyi.ledger;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trial balance as sent. */
record TrialBalanceJson(
        Instant asOf, Fen debitFen, Fen creditFen, Fen differenceFen, List<AccountBalanceJson> accounts) {

    static TrialBalanceJson of(TrialBalance balance) {
        return new TrialBalanceJson(
                balance.asOf(),
                balance.debit(),
                balance.credit(),
                balance.difference(),
                balance.accounts().stream()
                        .map(a -> new AccountBalanceJson(
                                a.code(),
                                a.name(),
                                a.kind().name(),
                                a.organisationId() == null
                                        ? null
                                        : a.organisationId().toString(),
                                a.debit(),
                                a.credit(),
                                a.balance()))
                        .toList());
    }

    record AccountBalanceJson(
            String code,
            String name,
            String kind,
            @Nullable String organisationId,
            Fen debitFen,
            Fen creditFen,
            Fen balanceFen) {}
}
