package io.weiyi.metering;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored part of a session.
 *
 * @param estimated whether it was closed without having seen its end
 * @param held whether it is disputed, was decided by two persons or was rejected as a clone's, so that later readings do not
 *     replace it
 */
record SessionRow(
        long id, String device, UUID sid, long instrumentId, SessionPart part, boolean estimated, boolean held) {

    /** Whether a recomputed part says the same, so that nothing has to be corrected. */
    boolean agreesWith(SessionPart other) {
        return !estimated
                && part.closed() == other.closed()
                && part.startedAt().equals(other.startedAt())
                && part.lastAt().equals(other.lastAt())
                && part.runSeconds() == other.runSeconds()
                && part.activeSeconds() == other.activeSeconds()
                && java.util.Objects.equals(part.booking(), other.booking());
    }

    /** The session that a row or reading belongs to, within its device. */
    record Key(UUID sid, long instrumentId) {}

    Key key() {
        return new Key(sid, instrumentId);
    }

    static @Nullable String verification(SessionPart part) {
        if (!part.closed()) {
            return null;
        }
        return part.flags().isEmpty() ? "VERIFIED" : "FLAGGED";
    }
}
