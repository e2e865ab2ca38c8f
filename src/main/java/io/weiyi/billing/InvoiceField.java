package io.weiyi.billing;

/** What is read from an invoice. */
enum InvoiceField {
    NUMBER("number"),
    CODE("code"),
    TYPE("type"),
    DATE("date"),
    AMOUNT("amountFen"),
    BUYER("buyerCode"),
    SELLER("sellerCode");

    private final String wire;

    InvoiceField(String wire) {
        this.wire = wire;
    }

    /** Its name on the wire. */
    String wire() {
        return wire;
    }
}
