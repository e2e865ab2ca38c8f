package io.weiyi.billing;

/**
 * The ledger accounts that charges post to. The platform never holds a firm's money, so both are memo accounts: what a
 * firm owes to labs, and what a lab has due from firms.
 */
public final class ChargeAccounts {

    private ChargeAccounts() {}

    /** What an organisation owes for its use (应付服务费): debited by a charge. */
    public static String owedBy(long organisationId) {
        return "CHARGE-OWED-" + organisationId;
    }

    /** What a provider has due for its services (应收服务费): credited by a charge. */
    public static String dueTo(long providerId) {
        return "CHARGE-DUE-" + providerId;
    }
}
