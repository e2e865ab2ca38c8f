package io.weiyi.billing;

import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.BookingStatus;
import io.weiyi.metering.SessionInfo;
import io.weiyi.pricing.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a booking can be priced now. A pure judgement over what booking and metering know. */
sealed interface Verdict {

    /** How long an estimated session waits for readings that tell better. */
    Duration ESTIMATE_WAITS = Duration.ofDays(7);

    /** How long to wait for a person's decision before looking again. */
    Duration DECISION_WAITS = Duration.ofDays(1);

    /** Price this use. */
    record Ready(Use use, List<Long> sessionIds) implements Verdict {}

    /** Look again at this time. */
    record Later(Instant at) implements Verdict {}

    /** Not now; an event will tell when. */
    record NotYet() implements Verdict {}

    /**
     * What a judgement is about.
     *
     * @param sessions all sessions of the booking, replaced ones too
     * @param watched whether an active device watched the instrument in the booking's window
     * @param accepted sessions that are in the live charge already
     * @param ownersWord whether the owner of the instrument said that estimates need not wait
     */
    record Question(
            BookingInfo booking, List<SessionInfo> sessions, boolean watched, Set<Long> accepted, boolean ownersWord) {

        List<SessionInfo> counted() {
            return sessions.stream()
                    .filter(s -> !s.status().equals("ADJUSTED"))
                    .sorted(Comparator.comparing(SessionInfo::startedAt).thenComparing(SessionInfo::id))
                    .toList();
        }
    }

    /** Judges at a time. */
    static Verdict of(Question question, Instant now) {
        BookingInfo booking = question.booking();
        if (!used(booking)) {
            return new NotYet();
        }
        if (now.isBefore(booking.endsBefore())) {
            return new Later(booking.endsBefore());
        }
        List<SessionInfo> sessions = question.counted();
        if (sessions.stream().anyMatch(s -> s.status().equals("OPEN"))) {
            return new NotYet();
        }
        if (sessions.stream()
                .anyMatch(s -> s.status().equals("DISPUTED") || s.flags().contains("clone"))) {
            return new Later(now.plus(DECISION_WAITS));
        }
        Optional<Instant> estimatesUntil = sessions.stream()
                .filter(s -> "ESTIMATED".equals(s.verification()))
                .filter(s -> !question.ownersWord() && !question.accepted().contains(s.id()))
                .map(s -> (s.endedAt() == null ? s.startedAt() : s.endedAt()).plus(ESTIMATE_WAITS))
                .max(Comparator.naturalOrder());
        if (estimatesUntil.isPresent() && now.isBefore(estimatesUntil.get())) {
            return new Later(estimatesUntil.get());
        }
        return new Ready(
                use(booking, sessions, question.watched()),
                sessions.stream().map(SessionInfo::id).toList());
    }

    /** Finished, or called a no-show and proved wrong after its slot had been given on. */
    private static boolean used(BookingInfo booking) {
        return booking.status() == BookingStatus.FINISHED
                || booking.status() == BookingStatus.NO_SHOW && booking.usedFrom() != null;
    }

    /**
     * The use that is priced. The window of a no-show was given on and is somebody else's to pay, so that only the time that
     * was really worked stands in its place.
     */
    private static Use use(BookingInfo booking, List<SessionInfo> sessions, boolean watched) {
        long windowSeconds = booking.window().length().toSeconds();
        if (sessions.isEmpty() && !watched) {
            return Use.unmetered(windowSeconds);
        }
        long activeSeconds =
                sessions.stream().mapToLong(SessionInfo::activeSeconds).sum();
        Use use = Use.metered(booking.status() == BookingStatus.NO_SHOW ? activeSeconds : windowSeconds);
        for (SessionInfo session : sessions) {
            use = use.plus(session.runSeconds(), session.activeSeconds());
        }
        return use;
    }
}
