package io.weiyi.metering.ingest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refused message (隔离区) and what was decided about it.
 *
 * @param seq as it claims, null when unreadable
 * @param keptBytes how many of its bytes are kept; fewer than its size when it was huge
 * @param sha256 of the whole, in hex
 * @param requested the last request, null when nobody asked for anything
 * @param executed what a second person executed, null while it is open
 * @param outcome of a release: accepted, or the code with which it was refused again
 */
public record QuarantineItem(
        long id,
        String deviceId,
        Instant receivedAt,
        String topic,
        String reason,
        @Nullable Long seq,
        String detail,
        long sizeBytes,
        long keptBytes,
        String sha256,
        @Nullable Step requested,
        @Nullable Step executed,
        @Nullable String outcome) {

    /** What one person did. */
    public record Step(Decision kind, long personId, String person, boolean manager, Instant at, String note) {}

    /** What can be decided. */
    public enum Decision {
        RELEASE,
        DISCARD
    }

    /** OPEN, REQUESTED, RELEASED or DISCARDED. */
    public String state() {
        if (executed != null) {
            return executed.kind() == Decision.RELEASE ? "RELEASED" : "DISCARDED";
        }
        return requested == null ? "OPEN" : "REQUESTED";
    }

    /** Whether every byte of it is kept, so that it can be run again. */
    public boolean isWhole() {
        return keptBytes == sizeBytes;
    }
}
