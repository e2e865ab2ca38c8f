package io.weiyi.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.BookingMode;
import io.weiyi.booking.BookingStatus;
import io.weiyi.kernel.money.Fen;
import io.weiyi.metering.SessionInfo;
import io.weiyi.pricing.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

    private static final Instant START = Instant.parse("2026-11-02T01:00:00Z");
    private static final Instant END = START.plus(Duration.ofHours(2));
    private static final Instant LATER = END.plus(Duration.ofDays(1));

    @ParameterizedTest
    @EnumSource(value = BookingStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "FINISHED")
    void of_bookingThatIsNotFinished_notYet(BookingStatus status) {
        assertThat(Verdict.of(question(booking(status, null), true), LATER)).isEqualTo(new Verdict.NotYet());
    }

    @Test
    void of_noShowThatWasUsedAfterAll_countsTheWorkAndNotTheWindow() {
        Verdict verdict = Verdict.of(
                question(booking(BookingStatus.NO_SHOW, START), true, session(1, "CLOSED", "VERIFIED", 100, 60)),
                LATER);
        assertThat(verdict).isEqualTo(new Verdict.Ready(Use.metered(60).plus(100, 60), List.of(1L)));
    }

    @Test
    void of_beforeTheEnd_laterAtTheEnd() {
        Verdict verdict = Verdict.of(
                question(booking(BookingStatus.FINISHED, START), true, session(1, "CLOSED", "VERIFIED", 100, 60)),
                END.minusSeconds(1));
        assertThat(verdict).isEqualTo(new Verdict.Later(END));
    }

    @Test
    void of_severalSessions_sumsThem() {
        Verdict verdict = Verdict.of(
                question(
                        booking(BookingStatus.FINISHED, START),
                        true,
                        session(2, "CLOSED", "FLAGGED", 50, 50),
                        session(1, "CLOSED", "VERIFIED", 100, 60)),
                END);
        assertThat(verdict).isEqualTo(new Verdict.Ready(Use.metered(7200).plus(150, 110), List.of(1L, 2L)));
    }

    @Test
    void of_noSessionAndNobodyWatched_pricedAsBooked() {
        assertThat(Verdict.of(question(booking(BookingStatus.FINISHED, null), false), END))
                .isEqualTo(new Verdict.Ready(Use.unmetered(7200), List.of()));
    }

    @Test
    void of_noSessionWhileWatched_noUse() {
        assertThat(Verdict.of(question(booking(BookingStatus.FINISHED, null), true), END))
                .isEqualTo(new Verdict.Ready(Use.metered(7200), List.of()));
    }

    @Test
    void of_sessionsThoughNobodyWatchedThroughout_pricedAsMetered() {
        BookingInfo booking = booking(BookingStatus.FINISHED, START);
        assertThat(Verdict.of(question(booking, false, session(1, "CLOSED", "VERIFIED", 100, 60)), END))
                .isEqualTo(new Verdict.Ready(Use.metered(7200).plus(100, 60), List.of(1L)));
    }

    @Test
    void of_openSession_notYet() {
        BookingInfo booking = booking(BookingStatus.FINISHED, START);
        assertThat(Verdict.of(question(booking, true, session(1, "OPEN", null, 100, 60)), LATER))
                .isEqualTo(new Verdict.NotYet());
    }

    @Test
    void of_disputedOrClonedSession_waitsForADecision() {
        BookingInfo booking = booking(BookingStatus.FINISHED, START);
        Verdict later = new Verdict.Later(LATER.plus(Verdict.DECISION_WAITS));
        assertThat(Verdict.of(question(booking, true, session(1, "DISPUTED", "VERIFIED", 100, 60)), LATER))
                .isEqualTo(later);
        SessionInfo clone = session(1, "CLOSED", "FLAGGED", 100, 60, "clone");
        assertThat(Verdict.of(question(booking, true, clone), LATER)).isEqualTo(later);
    }

    @Test
    void of_replacedSession_isLeftOut() {
        Verdict verdict = Verdict.of(
                question(
                        booking(BookingStatus.FINISHED, START),
                        true,
                        session(1, "ADJUSTED", "ESTIMATED", 100, 60),
                        session(2, "CLOSED", "VERIFIED", 90, 50)),
                END);
        assertThat(verdict).isEqualTo(new Verdict.Ready(Use.metered(7200).plus(90, 50), List.of(2L)));
    }

    @Test
    void of_estimatedSession_waitsSevenDaysFromItsEnd() {
        BookingInfo booking = booking(BookingStatus.FINISHED, START);
        SessionInfo estimated = session(1, "CLOSED", "ESTIMATED", 100, 60);
        Instant due = END.plus(Duration.ofDays(7));
        Verdict ready = new Verdict.Ready(Use.metered(7200).plus(100, 60), List.of(1L));
        assertThat(Verdict.of(question(booking, true, estimated), LATER)).isEqualTo(new Verdict.Later(due));
        assertThat(Verdict.of(question(booking, true, estimated), due.minusNanos(1)))
                .isEqualTo(new Verdict.Later(due));
        assertThat(Verdict.of(question(booking, true, estimated), due)).isEqualTo(ready);
        assertThat(Verdict.of(new Verdict.Question(booking, List.of(estimated), true, Set.of(), true), LATER))
                .isEqualTo(ready);
        assertThat(Verdict.of(new Verdict.Question(booking, List.of(estimated), true, Set.of(1L), false), LATER))
                .isEqualTo(ready);
    }

    private static Verdict.Question question(BookingInfo booking, boolean watched, SessionInfo... sessions) {
        return new Verdict.Question(booking, List.of(sessions), watched, Set.of(), false);
    }

    private static BookingInfo booking(BookingStatus status, Instant usedFrom) {
        return new BookingInfo(
                5,
                1,
                2,
                3,
                4,
                START,
                END,
                BookingMode.SELF,
                status,
                "x",
                Fen.ZERO,
                null,
                START,
                null,
                null,
                usedFrom,
                false,
                START,
                0);
    }

    private static SessionInfo session(
            long id, String status, String verification, long run, long active, String... flags) {
        return new SessionInfo(
                id,
                "sid-" + id,
                1,
                5L,
                "dev-1",
                START.plusSeconds(id),
                status.equals("OPEN") ? null : END,
                run,
                active,
                run - active,
                "AGENT",
                status,
                verification,
                List.of(flags));
    }
}
