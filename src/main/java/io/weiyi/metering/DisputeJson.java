package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dispute on the wire. */
public record DisputeJson(
        String id,
        String sessionId,
        String side,
        String openedBy,
        Instant openedAt,
        String reason,
        String status,
        Instant answerBefore,
        Instant decideBefore,
        List<EntryJson> entries) {

    /** What was said or decided. */
    public record EntryJson(
            String kind,
            String side,
            String person,
            Instant at,
            String text,
            @Nullable String decision,
            @Nullable Long activeSeconds,
            @Nullable Long idleSeconds) {}

    static DisputeJson of(DisputeInfo dispute) {
        return new DisputeJson(
                Long.toString(dispute.id()),
                Long.toString(dispute.sessionId()),
                dispute.side(),
                dispute.openedBy(),
                dispute.openedAt(),
                dispute.reason(),
                dispute.status(),
                dispute.answerBefore(),
                dispute.decideBefore(),
                dispute.entries().stream()
                        .map(entry -> new EntryJson(
                                entry.kind(),
                                entry.side(),
                                entry.person(),
                                entry.at(),
                                entry.text(),
                                entry.outcome(),
                                entry.activeSeconds(),
                                entry.idleSeconds()))
                        .toList());
    }
}
