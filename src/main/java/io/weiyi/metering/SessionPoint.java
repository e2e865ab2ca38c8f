package io.weiyi.metering;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one reading says of a session.
 *
 * @param at when, in the server's time
 * @param run seconds of the session so far
 * @param active how many of them were active
 * @param end whether it is the last one
 * @param first whether the agent says that the session begins here
 * @param cause of the end
 * @param booking the booking the agent believes it serves
 */
record SessionPoint(
        Instant at,
        long run,
        long active,
        long seq,
        boolean first,
        boolean end,
        @Nullable String cause,
        @Nullable String booking,
        Set<String> flags) {

    static SessionPoint of(Accepted accepted) {
        Reading reading = accepted.reading();
        return new SessionPoint(
                reading.at(),
                reading.run(),
                reading.active(),
                reading.seq(),
                reading.type() == Reading.Type.SESSION_START,
                reading.type() == Reading.Type.SESSION_END,
                reading.cause(),
                reading.booking(),
                accepted.flags());
    }

    /** What a packed reading says, if it counts for the session. */
    static Optional<SessionPoint> of(EvidenceItem item) {
        EvidenceItem.Signed signed = item.signed();
        if (signed == null || !signed.own() || !signed.type().startsWith("session.")) {
            return Optional.empty();
        }
        return Optional.of(new SessionPoint(
                signed.at(),
                signed.run(),
                signed.active(),
                item.seq(),
                signed.type().equals(Reading.Type.SESSION_START.claim()),
                signed.type().equals(Reading.Type.SESSION_END.claim()),
                signed.cause(),
                signed.bk(),
                Set.copyOf(signed.flags())));
    }

    SessionPoint with(Instant moment, long runSoFar, long activeSoFar) {
        return new SessionPoint(moment, runSoFar, activeSoFar, seq, first, end, cause, booking, flags);
    }
}
