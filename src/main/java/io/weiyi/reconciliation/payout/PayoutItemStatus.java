package io.weiyi.reconciliation.payout;

/** What became of one payment of a batch; RETURNED (退汇) is money that came back after it was paid. */
public enum PayoutItemStatus {
    PENDING,
    PAID,
    FAILED,
    RETURNED
}
