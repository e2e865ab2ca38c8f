package io.weiyi.billing;

import io.weiyi.kernel.problem.Checks;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes with a bank receipt. */
public record PaymentDataJson(
        @Nullable String payerAccount,
        @Nullable String payeeAccount,
        @Nullable String payerName,
        @Nullable String payeeName,
        @Nullable String bankRef,
        @Nullable String date,
        @Nullable Long amountFen,
        @Nullable List<String> chargeIds) {

    private static final int ACCOUNT_LENGTH_MAX = 64;
    private static final int NAME_LENGTH_MAX = 200;
    private static final int REFERENCE_LENGTH_MAX = 100;

    /** Everything that is wrong with it at once. */
    PaymentDetails check(LocalDate today) {
        Checks checks = new Checks();
        PaymentDetails details = new PaymentDetails(
                SettlingChecks.optional(payerAccount, "payerAccount", ACCOUNT_LENGTH_MAX, checks),
                SettlingChecks.optional(payeeAccount, "payeeAccount", ACCOUNT_LENGTH_MAX, checks),
                SettlingChecks.optional(payerName, "payerName", NAME_LENGTH_MAX, checks),
                SettlingChecks.optional(payeeName, "payeeName", NAME_LENGTH_MAX, checks),
                SettlingChecks.optional(bankRef, "bankRef", REFERENCE_LENGTH_MAX, checks),
                SettlingChecks.day(date, "date", today, checks),
                SettlingChecks.amount(amountFen, "amountFen", checks));
        checks.orThrow();
        return details;
    }
}
