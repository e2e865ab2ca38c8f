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
    ASK_INVOICE(false),
    /** The lab uploads an invoice that stands for the charge; with its file only. */
    INVOICE(true),
    /** The firm proves that it paid, or the lab confirms that the money arrived. */
    PAY(false);

    private final boolean providers;

    ChargeMove(boolean providers) {
        this.providers = providers;
    }

    /** Whether it is the lab's to do, and not the firm's. */
    public boolean providers() {
        return providers;
    }
}
