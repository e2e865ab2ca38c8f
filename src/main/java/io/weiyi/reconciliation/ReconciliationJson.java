package io.weiyi.reconciliation;

import java.util.List;

/**
 * A month's matching as programs see it.
 *
 * @param status OPEN; a month's close is not kept yet
 * @param matched how many pairs are matched
 */
public record ReconciliationJson(String month, String status, long matched, List<Item> discrepancies) {

    /** One discrepancy. */
    public record Item(String id, String kind, long amountFen, List<String> refs, String status) {}

    static ReconciliationJson of(MonthMatch found) {
        return new ReconciliationJson(
                found.month().toString(),
                "OPEN",
                found.matched(),
                found.discrepancies().stream()
                        .map(d -> new Item(Long.toString(d.id()), d.kind(), d.amountFen(), d.refs(), d.status()))
                        .toList());
    }
}
