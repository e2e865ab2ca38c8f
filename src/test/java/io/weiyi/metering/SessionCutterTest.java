package io.weiyi.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.BookingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Times are minutes after eight o'clock. */
class SessionCutterTest {

    private static final Instant EIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final SessionCutter.Rules RULES =
            new SessionCutter.Rules(Duration.ofMinutes(30), Duration.ofSeconds(151));

    @Test
    void session_unbooked_isOnePart() {
        assertThat(parts(List.of(), session(0, 60))).containsExactly("0-60 null 3600");
    }

    @Test
    void session_withEarlyStartAndOvertime_belongsWhole() {
        assertThat(parts(List.of(booking(7, 20, 80)), session(0, 100))).containsExactly("0-100 7 6000");
    }

    @Test
    void session_beginsUpToThirtyMinutesBefore_belongs() {
        assertThat(parts(List.of(booking(7, 30, 90)), session(0, 10))).containsExactly("0-10 7 600");
        assertThat(parts(List.of(booking(7, 31, 90)), session(0, 10))).containsExactly("0-10 null 600");
    }

    @Test
    void session_longBeforeButOverlapping_belongsWhole() {
        assertThat(parts(List.of(booking(7, 50, 90)), session(0, 60))).containsExactly("0-60 7 3600");
    }

    @Test
    void session_overTwoBookings_isCutAtTheBorder() {
        assertThat(parts(List.of(booking(7, 0, 60), booking(8, 60, 120)), session(-10, 130)))
                .containsExactly("-10-60 7 4200", "60-130 8 4200");
    }

    @Test
    void session_withPauseBetweenBookings_countsItAsOvertimeOfTheFirst() {
        assertThat(parts(List.of(booking(7, 0, 60), booking(8, 90, 120)), session(0, 120)))
                .containsExactly("0-90 7 5400", "90-120 8 1800");
    }

    @Test
    void session_overThreeBookings_isCutTwice() {
        assertThat(parts(List.of(booking(7, 0, 30), booking(8, 30, 60), booking(9, 60, 90)), session(0, 90)))
                .containsExactly("0-30 7 1800", "30-60 8 1800", "60-90 9 1800");
    }

    @Test
    void session_endsJustAfterTheBorder_isNotCut() {
        List<SessionPoint> points = new ArrayList<>(session(0, 59));
        points.remove(points.size() - 1);
        points.add(point(59, 59 * 60, false));
        points.add(at(60 * 60 + 10, 59 * 60 + 70, true));
        assertThat(parts(List.of(booking(7, 0, 60), booking(8, 60, 120)), points))
                .hasSize(1);
    }

    @Test
    void session_silentOverSeveralBorders_leavesNothingOut() {
        List<SessionPoint> points = List.of(point(0, 0, false), point(200, 12000, false), point(210, 12600, true));
        assertThat(parts(List.of(booking(7, 0, 60), booking(8, 150, 180), booking(9, 190, 240)), points))
                .containsExactly("0-200 7 12000", "200-210 9 600");
    }

    @Test
    void noShow_yieldsToWhoeverBookedTheSameTime() {
        BookedWindow noShow = new BookedWindow(6, 1, 1, minute(0), minute(60), BookingStatus.NO_SHOW);
        assertThat(parts(List.of(noShow, booking(7, 30, 60)), session(30, 60))).containsExactly("30-60 7 1800");
        assertThat(parts(List.of(noShow), session(30, 60))).containsExactly("30-60 6 1800");
    }

    @Test
    void tickLost_costsNothing_endLost_staysOpen() {
        List<SessionPoint> points = List.of(point(0, 0, false), point(2, 120, false));
        SessionPart open = SessionCutter.extend(null, points, List.of(), RULES).get(0);
        assertThat(open.closed()).isFalse();
        assertThat(open.runSeconds()).isEqualTo(120);
        assertThat(open.flags()).isEmpty();
    }

    @Test
    void startLost_isRebuiltFromTheCounters() {
        SessionPart part = SessionCutter.extend(null, List.of(tick(10, 300), point(11, 360, true)), List.of(), RULES)
                .get(0);
        assertThat(part.startedAt()).isEqualTo(minute(5));
        assertThat(part.runSeconds()).isEqualTo(360);
        assertThat(part.flags()).containsExactly(Flag.SEQ_GAP);
    }

    @Test
    void countersGoBack_keepTheHighestAndAreFlagged() {
        SessionPart part = SessionCutter.extend(
                        null,
                        List.of(point(0, 0, false), point(1, 60, false), point(2, 30, false), point(3, 180, true)),
                        List.of(),
                        RULES)
                .get(0);
        assertThat(part.runSeconds()).isEqualTo(180);
        assertThat(part.flags()).containsExactly(Flag.COUNTER_BACK);
    }

    @Test
    void longSilenceOrLostEnd_isAGap() {
        assertThat(SessionCutter.extend(null, List.of(point(0, 0, false), point(3, 180, true)), List.of(), RULES)
                        .get(0)
                        .flags())
                .containsExactly(Flag.GAP);
        SessionPoint lost = new SessionPoint(minute(1), 60, 60, 9, false, true, "lost", null, Set.of());
        assertThat(SessionCutter.extend(null, List.of(point(0, 0, false), lost), List.of(), RULES)
                        .get(0)
                        .flags())
                .containsExactly(Flag.GAP);
    }

    @Test
    void agentBelievesInAnotherBooking_isFlagged() {
        SessionPoint wrong = new SessionPoint(minute(1), 60, 60, 2, false, true, "exit", "8", Set.of());
        SessionPoint right = new SessionPoint(minute(1), 60, 60, 2, false, true, "exit", "7", Set.of());
        List<BookedWindow> booked = List.of(booking(7, 0, 60));
        assertThat(SessionCutter.extend(null, List.of(point(0, 0, false), wrong), booked, RULES)
                        .get(0)
                        .flags())
                .containsExactly(Flag.OTHER_BOOKING);
        assertThat(SessionCutter.extend(null, List.of(point(0, 0, false), right), booked, RULES)
                        .get(0)
                        .flags())
                .isEmpty();
    }

    @Test
    void readingsAfterTheEnd_changeNothing() {
        List<SessionPoint> points = new ArrayList<>(session(0, 10));
        points.add(point(20, 1200, false));
        assertThat(parts(List.of(), points)).containsExactly("0-10 null 600");
    }

    /** However readings are batched, the parts are the same, and no second is lost or counted twice. */
    @Property(tries = 300)
    void parts_oneByOneOrAtOnce_areTheSameAndComplete(
            @ForAll @Size(min = 2, max = 40) List<@IntRange(min = 0, max = 100) Integer> steps,
            @ForAll @IntRange(min = 0, max = 120) int firstStart,
            @ForAll @IntRange(min = 1, max = 60) int firstLength,
            @ForAll @IntRange(min = 0, max = 40) int pause) {
        List<BookedWindow> booked = List.of(
                booking(7, firstStart, firstStart + firstLength),
                booking(8, firstStart + firstLength + pause, firstStart + firstLength + pause + 45));
        List<SessionPoint> points = new ArrayList<>();
        long second = 0;
        long run = 0;
        for (int i = 0; i < steps.size(); i++) {
            second += i == 0 ? 0 : 30 + steps.get(i);
            run += i == 0 ? 0 : 30;
            points.add(new SessionPoint(
                    EIGHT.plusSeconds(second), run, run, i + 1, i == 0, i == steps.size() - 1, "exit", null, Set.of()));
        }
        List<SessionPart> atOnce = SessionCutter.extend(null, points, booked, RULES);
        List<SessionPart> oneByOne = new ArrayList<>();
        SessionPart open = null;
        for (SessionPoint point : points) {
            List<SessionPart> some = SessionCutter.extend(open, List.of(point), booked, RULES);
            oneByOne.addAll(some.subList(0, some.size() - 1));
            open = some.get(some.size() - 1);
        }
        oneByOne.add(open);
        assertThat(oneByOne).isEqualTo(atOnce);
        assertThat(atOnce).allSatisfy(part -> assertThat(part.closed()).isTrue());
        assertThat(atOnce.stream().mapToLong(SessionPart::runSeconds).sum()).isEqualTo(run);
        for (int i = 1; i < atOnce.size(); i++) {
            assertThat(atOnce.get(i).startedAt()).isEqualTo(atOnce.get(i - 1).lastAt());
        }
    }

    private static List<String> parts(List<BookedWindow> bookings, List<SessionPoint> points) {
        return SessionCutter.extend(null, points, bookings, RULES).stream()
                .map(part -> minutes(part.startedAt()) + "-" + minutes(part.lastAt()) + " " + part.booking() + " "
                        + part.runSeconds())
                .toList();
    }

    private static long minutes(Instant at) {
        return Duration.between(EIGHT, at).toMinutes();
    }

    private static Instant minute(long minute) {
        return EIGHT.plusSeconds(60 * minute);
    }

    private static BookedWindow booking(long id, int from, int until) {
        return new BookedWindow(id, 1, 1, minute(from), minute(until), BookingStatus.CONFIRMED);
    }

    /** A reading a minute. */
    private static List<SessionPoint> session(int from, int until) {
        List<SessionPoint> points = new ArrayList<>();
        for (int minute = from; minute <= until; minute++) {
            points.add(new SessionPoint(
                    minute(minute),
                    (minute - from) * 60L,
                    (minute - from) * 60L,
                    minute - from + 1,
                    minute == from,
                    minute == until,
                    minute == until ? "exit" : null,
                    null,
                    Set.of()));
        }
        return points;
    }

    private static SessionPoint point(long minute, long run, boolean end) {
        return at(minute * 60, run, end);
    }

    private static SessionPoint tick(long minute, long run) {
        return new SessionPoint(minute(minute), run, run, minute + 1, false, false, null, null, Set.of());
    }

    private static SessionPoint at(long second, long run, boolean end) {
        return new SessionPoint(
                EIGHT.plusSeconds(second), run, run, second + 1, second == 0, end, end ? "exit" : null, null, Set.of());
    }
}
