package io.weiyi.billing;

/** What people do to a charge. */
public enum ChargeMove {
    /** The lab's finance stands by the amount (费用核定), also after a dispute. */
    CONFIRM(true),
    /** The firm agrees to the amount, or takes its dispute back. */
    ACCEPT(false),
    /** The firm does not agree. */
    DISPUTE(false),
    /** The firm asks for the invoice. */
    ASK_INVOICE(false);

    private final boolean providers;

    ChargeMove(boolean providers) {
        this.providers = providers;
    }

    /** Whether it is the lab's to do, and not the firm's. */
    public boolean providers() {
        return providers;
    }
}
