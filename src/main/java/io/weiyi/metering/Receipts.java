package io.weiyi.metering;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the receipt of each reading in the day chain. */
@ApplicationScoped
class Receipts {

    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private final DayChainRows rows;

    Receipts(DayChainRows rows) {
        this.rows = rows;
    }

    /** The items with their receipts; one that is not sealed yet stays without. */
    List<EvidenceItem> of(String device, Collection<EvidenceItem> items) {
        List<EvidenceItem> open = items.stream()
                .filter(item -> item.signed() != null && item.signed().receipt() == null)
                .sorted(Comparator.comparing(Receipts::receivedAt))
                .toList();
        Map<Long, EvidenceItem.Receipt> found = new HashMap<>();
        if (!open.isEmpty()) {
            Instant from = receivedAt(open.get(0));
            Instant last = receivedAt(open.get(open.size() - 1));
            for (long batch : rows.around(from, last)) {
                look(device, rows.sealed(batch), open, found);
            }
        }
        return items.stream()
                .map(item -> found.containsKey(item.seq()) ? item.with(found.get(item.seq())) : item)
                .toList();
    }

    private static Instant receivedAt(EvidenceItem item) {
        return item.signed() == null ? Instant.MIN : item.signed().receivedAt();
    }

    private static void look(
            String device, DayChainRows.Sealed batch, List<EvidenceItem> open, Map<Long, EvidenceItem.Receipt> found) {
        for (EvidenceItem item : open) {
            Instant at = receivedAt(item);
            if (found.containsKey(item.seq())
                    || at.isBefore(batch.receivedFrom())
                    || at.isAfter(batch.receivedLast())) {
                continue;
            }
            byte[] leaf = new ReceiptLeaf(device, item.seq(), item.hash(), at).hashed();
            int index = DayChain.find(batch.leaves(), leaf);
            if (index >= 0) {
                List<String> path = HashTree.path(batch.leaves(), index).stream()
                        .map(BASE64_URL::encodeToString)
                        .toList();
                found.put(item.seq(), new EvidenceItem.Receipt(batch.id(), index, path));
            }
        }
    }
}
