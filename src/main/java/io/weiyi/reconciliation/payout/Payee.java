package io.weiyi.reconciliation.payout;

/**
 * Where money goes.
 *
 * @param accountId the payee account it was taken from
 * @param name the account's name (户名), that of the registered organisation
 * @param number the account's number, a text
 * @param bank the branch (开户行)
 * @param cnaps its twelve digits (联行号)
 */
public record Payee(long accountId, String name, String number, String bank, String cnaps) {

    /** All but the last four digits hidden, for whoever need not pay. */
    public String masked() {
        return "*".repeat(Math.max(0, number.length() - 4)) + number.substring(Math.max(0, number.length() - 4));
    }
}
