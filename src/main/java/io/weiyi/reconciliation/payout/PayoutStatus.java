package io.weiyi.reconciliation.payout;

/** How far a payout batch is: frozen, approved by a second person, handed to the treasury, every item answered by the bank. */
public enum PayoutStatus {
    FROZEN,
    APPROVED,
    EXPORTED,
    SETTLED
}
