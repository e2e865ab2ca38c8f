package io.weiyi.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signed reading (读数) whose form is right: the claims of the protocol.
 *
 * @param device who says it
 * @param instrumentId of which instrument
 * @param hash base64url SHA-256 of the JWS, by which the next reading names this one
 * @param prev hash of the reading before, empty for the first
 * @param boot start of the agent in which it was made
 * @param ts the device's own time
 * @param monoMs monotonic milliseconds
 * @param offMs server minus device at the last synchronisation, null if there was none
 * @param sid the session, null on a marker
 * @param run seconds of the session so far, active plus idle
 * @param booking the booking the agent believes it serves
 * @param fromSeq first seq that a gap marker declares lost
 * @param toSeq last one, inclusive
 * @param jws the whole text
 */
public record Reading(
        String device,
        long instrumentId,
        long seq,
        String hash,
        String prev,
        String kid,
        UUID boot,
        Instant ts,
        long monoMs,
        @Nullable Long offMs,
        Type type,
        @Nullable UUID sid,
        long run,
        long active,
        @Nullable String probe,
        @Nullable String booking,
        @Nullable String cause,
        @Nullable Long fromSeq,
        @Nullable Long toSeq,
        String jws) {

    /** When it was, in the server's time as far as the device knew it. */
    public Instant at() {
        return offMs == null ? ts : ts.plusMillis(offMs);
    }

    public long idle() {
        return run - active;
    }

    /** Whether it declares earlier readings lost. */
    public boolean isGap() {
        return type == Type.MARKER && "gap".equals(cause) && fromSeq != null && toSeq != null;
    }

    /** Whether it belongs to a session and carries its counters. */
    public boolean isSession() {
        return type == Type.SESSION_START || type == Type.SESSION_TICK || type == Type.SESSION_END;
    }

    /** How far the device's clock is off, zero if unknown. */
    public Duration offset() {
        return Duration.ofMillis(offMs == null ? 0 : offMs);
    }

    /** What a reading is about. */
    public enum Type {
        SESSION_START("session.start"),
        SESSION_TICK("session.tick"),
        SESSION_END("session.end"),
        CONTROL("control"),
        MARKER("marker");

        private final String claim;

        Type(String claim) {
            this.claim = claim;
        }

        /** The value of the claim {@code type}. */
        public String claim() {
            return claim;
        }

        public static @Nullable Type of(String claim) {
            for (Type type : values()) {
                if (type.claim.equals(claim)) {
                    return type;
                }
            }
            return null;
        }
    }
}
