package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What a bank receipt says, checked for form. */
public record PaymentDetails(
        @Nullable String payerAccount,
        @Nullable String payeeAccount,
        @Nullable String payerName,
        @Nullable String payeeName,
        @Nullable String bankRef,
        LocalDate paidOn,
        Fen amount) {}
