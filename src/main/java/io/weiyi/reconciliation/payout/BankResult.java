package io.weiyi.reconciliation.payout;

import io.weiyi.kernel.money.Fen;

/**
 * One row of the bank's answer.
 *
 * @param row its number in the file, counted from 1 with the heading
 */
record BankResult(int row, long claimId, Fen amount, PayoutItemStatus result, String reason, String bankRef) {}
