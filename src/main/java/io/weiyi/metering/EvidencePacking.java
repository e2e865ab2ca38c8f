package io.weiyi.metering;

import io.weiyi.kernel.job.WorkHandler;
import io.weiyi.kernel.job.WorkQueue;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Packs the readings of a session some days after it was closed, so that its evidence no longer needs the raw rows. What
 * comes later is packed beside them.
 */
@Singleton
class EvidencePacking implements WorkHandler {

    static final String KIND = "metering.pack";

    /** How soon to look again when the last readings are not sealed yet. */
    private static final Duration SEAL_WAITS = Duration.ofMinutes(1);

    private final EvidenceFacts facts;
    private final EvidenceRows rows;
    private final Receipts receipts;
    private final WorkQueue queue;
    private final MeteringConfig config;

    EvidencePacking(EvidenceFacts facts, EvidenceRows rows, Receipts receipts, WorkQueue queue, MeteringConfig config) {
        this.facts = facts;
        this.rows = rows;
        this.receipts = receipts;
        this.queue = queue;
        this.config = config;
    }

    void onClosed(@Observes SessionClosed event) {
        queue.enqueue(KIND, Long.toString(event.sessionId()), event.at().plus(config.packAfter()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        EvidenceRows.Key key = facts.of(Long.parseLong(subject)).key();
        if (key == null) {
            return Optional.empty();
        }
        SortedMap<Long, EvidenceItem> packed = rows.packed(key);
        List<EvidenceItem> items = receipts.of(key.device(), rows.chain(key).values());
        if (items.stream()
                .anyMatch(item -> item.signed() != null && item.signed().receipt() == null)) {
            return Optional.of(now.plus(SEAL_WAITS));
        }
        List<EvidenceItem> fresh = items.stream()
                .filter(item -> {
                    EvidenceItem before = packed.get(item.seq());
                    return before == null || (before.signed() == null && item.signed() != null);
                })
                .toList();
        if (fresh.stream().anyMatch(item -> item.signed() != null)) {
            rows.pack(key, fresh, now);
        }
        return Optional.empty();
    }
}
