package io.weiyi.reconciliation.payout;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payout batch (拨付批次): claims that are paid together.
 *
 * @param hash SHA-256, in hexadecimal, over month, claims, payees and amounts as they were frozen
 */
public record PayoutBatch(
        long id,
        YearMonth month,
        PayoutStatus status,
        Fen total,
        String hash,
        long createdBy,
        Instant createdAt,
        @Nullable Long approvedBy,
        List<Item> items) {

    public PayoutBatch {
        items = List.copyOf(items);
    }

    PayoutBatch with(List<Item> others) {
        return new PayoutBatch(id, month, status, total, hash, createdBy, createdAt, approvedBy, others);
    }

    /**
     * One claim of it, with the payee as frozen.
     *
     * @param reason what the bank said last, empty while it said nothing
     */
    public record Item(
            long id, int no, long claimId, Payee payee, Fen amount, PayoutItemStatus status, String reason) {}
}
