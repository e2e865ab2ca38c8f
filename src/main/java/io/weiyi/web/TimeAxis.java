package io.weiyi.web;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.metering.SessionCourse;
import io.weiyi.reporting.SessionReport;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Booked, powered, running, active and idle time of a session on one axis, in thousandths of its width.
 *
 * @param lanes one kind of time each
 * @param ticks marks of the clock
 */
public record TimeAxis(List<Lane> lanes, List<Tick> ticks) {

    private static final int WIDTH = 1000;
    private static final int TICKS_MAX = 6;
    private static final List<Integer> STEP_MINUTES = List.of(1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd");

    public TimeAxis {
        lanes = List.copyOf(lanes);
        ticks = List.copyOf(ticks);
    }

    /** One kind of time: BOOKED, POWERED, RUNNING, ACTIVE or IDLE. */
    public record Lane(String kind, List<Bar> bars) {

        public Lane {
            bars = List.copyOf(bars);
        }
    }

    /** A stretch of it. */
    public record Bar(int x, int width, Instant from, Instant until) {

        public long seconds() {
            return Duration.between(from, until).toSeconds();
        }
    }

    /** A mark with its words. */
    public record Tick(int x, String text) {

        /** Its place in percent of the width. */
        public String percent() {
            return x / 10 + "." + x % 10;
        }
    }

    static TimeAxis of(SessionReport.Row it, SessionCourse course) {
        Instant end = it.endedAt() == null ? it.lastAt() : it.endedAt();
        List<SessionCourse.Piece> booked = it.bookedFrom() == null || it.bookedUntil() == null
                ? List.of()
                : List.of(new SessionCourse.Piece("BOOKED", it.bookedFrom(), it.bookedUntil()));
        List<SessionCourse.Piece> running = List.of(new SessionCourse.Piece("RUNNING", it.startedAt(), end));
        Instant from = Stream.concat(booked.stream(), running.stream())
                .map(SessionCourse.Piece::from)
                .min(Instant::compareTo)
                .orElse(it.startedAt());
        Instant until = Stream.concat(booked.stream(), running.stream())
                .map(SessionCourse.Piece::until)
                .max(Instant::compareTo)
                .orElse(end);
        Duration margin = Duration.between(from, until).dividedBy(20).plusMinutes(1);
        Scale scale = new Scale(from.minus(margin), until.plus(margin));
        return new TimeAxis(
                List.of(
                        scale.lane("BOOKED", booked),
                        scale.lane("POWERED", course.powered()),
                        scale.lane("RUNNING", running),
                        scale.lane("ACTIVE", course.use()),
                        scale.lane("IDLE", course.use())),
                scale.ticks());
    }

    private record Scale(Instant from, Instant until) {

        Lane lane(String kind, List<SessionCourse.Piece> pieces) {
            List<Bar> bars = new ArrayList<>();
            for (SessionCourse.Piece piece : pieces) {
                Instant start = piece.from().isBefore(from) ? from : piece.from();
                Instant end = piece.until().isAfter(until) ? until : piece.until();
                if (piece.kind().equals(kind) && !end.isBefore(start)) {
                    int x = x(start);
                    bars.add(new Bar(x, Math.max(2, x(end) - x), start, end));
                }
            }
            return new Lane(kind, bars);
        }

        private int x(Instant at) {
            long length = Math.max(1, Duration.between(from, until).toMillis());
            return (int) (WIDTH * Duration.between(from, at).toMillis() / length);
        }

        List<Tick> ticks() {
            long minutes = Duration.between(from, until).toMinutes();
            int step = STEP_MINUTES.stream()
                    .filter(each -> minutes / each < TICKS_MAX)
                    .findFirst()
                    .orElse((int) (minutes / TICKS_MAX / 1440 + 1) * 1440);
            List<Tick> ticks = new ArrayList<>();
            Instant midnight = BusinessTime.startOf(BusinessTime.dayOf(from));
            long begun = Duration.between(midnight, from).toMinutes() / step + 1;
            for (Instant at = midnight.plus(Duration.ofMinutes(begun * step));
                    at.isBefore(until);
                    at = at.plus(Duration.ofMinutes(step))) {
                DateTimeFormatter form = BusinessTime.minuteOfDay(at) == 0 ? DAY : CLOCK;
                ticks.add(new Tick(x(at), form.format(at.atZone(BusinessTime.ZONE))));
            }
            return ticks;
        }
    }
}
