package io.weiyi.reconciliation.payout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payee account (收款账户) of a firm.
 *
 * @param status ENTERED until a second person of the firm confirms it, then CHANGED until finance has seen that it replaces
 *     another, then VALID; CLOSED when another took its place
 */
public record PayeeAccount(
        long id,
        long organisationId,
        Payee payee,
        Status status,
        @Nullable Long enteredBy,
        Instant enteredAt) {

    /** How far it is. */
    public enum Status {
        ENTERED,
        CHANGED,
        VALID,
        CLOSED
    }
}
