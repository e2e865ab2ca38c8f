package io.weiyi.billing;

import java.util.Map;
import java.util.Optional;

/** State of a charge (费用状态). The legal moves are the table below and nowhere else. */
public enum ChargeStatus {
    UNCONFIRMED,
    CONFIRMED,
    DISPUTED,
    INVOICE_ASKED,
    INVOICED,
    PAID,
    /** Replaced or taken back; terminal, and also the state of the reversal itself. */
    REVERSED;

    private static final Map<ChargeStatus, Map<ChargeMove, ChargeStatus>> MOVES = Map.of(
            UNCONFIRMED,
                    Map.of(
                            ChargeMove.CONFIRM, CONFIRMED,
                            ChargeMove.ACCEPT, UNCONFIRMED,
                            ChargeMove.DISPUTE, DISPUTED),
            CONFIRMED,
                    Map.of(
                            ChargeMove.ACCEPT, CONFIRMED,
                            ChargeMove.DISPUTE, DISPUTED,
                            ChargeMove.ASK_INVOICE, INVOICE_ASKED),
            DISPUTED,
                    Map.of(
                            ChargeMove.CONFIRM, CONFIRMED,
                            ChargeMove.ACCEPT, UNCONFIRMED),
            INVOICE_ASKED, Map.of(ChargeMove.INVOICE, INVOICED),
            // A charge may have several invoices until they cover it.
            INVOICED,
                    Map.of(
                            ChargeMove.INVOICE, INVOICED,
                            ChargeMove.PAY, PAID),
            PAID, Map.of(),
            REVERSED, Map.of());

    /** The state after this move; empty when it is not possible here. */
    public Optional<ChargeStatus> after(ChargeMove move) {
        return Optional.ofNullable(MOVES.getOrDefault(this, Map.of()).get(move));
    }
}
