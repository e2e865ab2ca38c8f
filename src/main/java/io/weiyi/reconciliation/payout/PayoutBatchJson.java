package io.weiyi.reconciliation.payout;

import java.util.List;

/** A batch as sent; account numbers are shown by their last four digits. */
public record PayoutBatchJson(
        String id, String month, String status, long totalFen, List<ItemJson> items, String hash) {

    static PayoutBatchJson of(PayoutBatch batch) {
        return new PayoutBatchJson(
                Long.toString(batch.id()),
                batch.month().toString(),
                batch.status().name(),
                batch.total().value(),
                batch.items().stream().map(ItemJson::of).toList(),
                batch.hash());
    }

    /** One payment of it. */
    public record ItemJson(String claimId, PayeeJson payee, long amountFen, String status, String reason) {

        static ItemJson of(PayoutBatch.Item item) {
            return new ItemJson(
                    Long.toString(item.claimId()),
                    new PayeeJson(
                            item.payee().name(),
                            item.payee().masked(),
                            item.payee().bank(),
                            item.payee().cnaps()),
                    item.amount().value(),
                    item.status().name(),
                    item.reason());
        }
    }

    /** Whom it goes to. */
    public record PayeeJson(String name, String account, String bank, String cnaps) {}
}
