package io.weiyi.reconciliation.payout;

import java.util.List;

/**
 * Which columns a treasury or bank wants in a payment list (支付清单模板).
 *
 * @param columns in order
 */
public record TreasuryTemplate(String code, String name, List<Column> columns) {

    /** The one that is used when none is named. */
    public static final String DEFAULT = "DEFAULT";

    public TreasuryTemplate {
        columns = List.copyOf(columns);
    }

    /** What may stand in a column. */
    public enum Field {
        NO,
        NAME,
        ACCOUNT,
        BANK,
        CNAPS,
        AMOUNT,
        AMOUNT_WORDS,
        PURPOSE,
        CLAIM,
        MONTH
    }

    /** A column: what stands in it under which heading. */
    public record Column(Field field, String heading) {}
}
