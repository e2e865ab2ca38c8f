package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Proof that a firm paid a provider (付款凭证), as other rooms see it: names and accounts are as typed or printed.
 *
 * @param bankRef the bank's own number of the transfer; null when nobody gave it
 * @param source FIRM for a bank receipt (银行回单), PROVIDER for the lab's word that the money arrived
 * @param file null when a provider confirmed without one
 */
public record PaymentInfo(
        long id,
        @Nullable String payerAccount,
        @Nullable String payeeAccount,
        @Nullable String payerName,
        @Nullable String payeeName,
        @Nullable String bankRef,
        LocalDate paidOn,
        Fen amount,
        long organisationId,
        long providerId,
        String source,
        long uploadedBy,
        Instant createdAt,
        InvoiceInfo.@Nullable File file) {}
