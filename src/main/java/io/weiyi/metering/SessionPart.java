package io.weiyi.metering;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A session, or the part of it that belongs to one booking, as it stands.
 *
 * @param no 1 for the first part
 * @param baseRun the session's counter where this part begins
 * @param lastAt time of the latest reading
 * @param run the session's counter at the latest reading
 * @param working whether the instrument was active between the last two readings
 * @param booking null for unbooked use
 * @param closed whether its figures are final
 */
record SessionPart(
        int no,
        Instant startedAt,
        long baseRun,
        long baseActive,
        long firstSeq,
        Instant lastAt,
        long run,
        long active,
        long lastSeq,
        boolean working,
        @Nullable Long booking,
        Set<String> flags,
        boolean closed,
        @Nullable String endCause) {

    SessionPart {
        flags = new TreeSet<>(flags);
    }

    /** A part that begins with nothing in it yet. */
    static SessionPart beginning(Instant at, long seq) {
        return new SessionPart(1, at, 0, 0, seq, at, 0, 0, seq, true, null, Set.of(), false, null);
    }

    /** The part after this one, for another booking, from where this one stands. */
    SessionPart next(long nextSeq, long nextBooking) {
        return new SessionPart(
                no + 1,
                lastAt,
                run,
                active,
                nextSeq,
                lastAt,
                run,
                active,
                lastSeq,
                working,
                nextBooking,
                Set.of(),
                false,
                null);
    }

    long runSeconds() {
        return run - baseRun;
    }

    long activeSeconds() {
        return active - baseActive;
    }

    boolean isEmpty() {
        return lastAt.equals(startedAt) && run == baseRun;
    }

    SessionPart grown(SessionPoint point) {
        boolean grew = point.run() > run;
        return new SessionPart(
                no,
                startedAt,
                baseRun,
                baseActive,
                firstSeq,
                point.at(),
                point.run(),
                point.active(),
                point.seq(),
                grew ? point.active() > active : working,
                booking,
                flags,
                false,
                null);
    }

    SessionPart flagged(Set<String> more) {
        Set<String> all = new TreeSet<>(flags);
        all.addAll(more);
        return with(booking, all, closed, endCause);
    }

    SessionPart ofBooking(@Nullable Long id) {
        return with(id, flags, closed, endCause);
    }

    SessionPart ended(@Nullable String cause) {
        return with(booking, flags, true, cause);
    }

    /** The same with no more active time than this; the rest of it counts as idle. */
    SessionPart activeAtMost(long seconds) {
        return new SessionPart(
                no,
                startedAt,
                baseRun,
                baseActive,
                firstSeq,
                lastAt,
                run,
                Math.min(active, baseActive + seconds),
                lastSeq,
                working,
                booking,
                flags,
                closed,
                endCause);
    }

    /** The same as another part of its session. */
    SessionPart numbered(int number) {
        return new SessionPart(
                number,
                startedAt,
                baseRun,
                baseActive,
                firstSeq,
                lastAt,
                run,
                active,
                lastSeq,
                working,
                booking,
                flags,
                closed,
                endCause);
    }

    private SessionPart with(@Nullable Long id, Set<String> newFlags, boolean isClosed, @Nullable String cause) {
        return new SessionPart(
                no,
                startedAt,
                baseRun,
                baseActive,
                firstSeq,
                lastAt,
                run,
                active,
                lastSeq,
                working,
                id,
                newFlags,
                isClosed,
                cause);
    }
}
