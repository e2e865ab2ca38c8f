package io.weiyi.metering;

import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.MeteredSpan;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps usage sessions in step with the committed readings of a device, inside ingest's transaction and under the lock of
 * the device's head. What it does follows from the readings alone, so the same ones again change nothing.
 */
@ApplicationScoped
public class SessionKeeper {

    /** While an agent was down, so many ticks count as active; a longer silence is a gap. */
    private static final int UNSEEN_TICKS = 5;

    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private final SessionRows rows;
    private final Bookings bookings;
    private final Event<SessionClosed> closed;
    private final SessionCutter.Rules rules;

    SessionKeeper(SessionRows rows, Bookings bookings, Event<SessionClosed> closed, MeteringConfig config) {
        this.rows = rows;
        this.bookings = bookings;
        this.closed = closed;
        this.rules = new SessionCutter.Rules(
                config.earlyStart(), config.tick().multipliedBy(UNSEEN_TICKS).plusSeconds(1));
    }

    /** Takes readings of some devices into their sessions, those of each device in the order given. */
    public void take(Map<String, List<Accepted>> readings, Instant now) {
        Map<String, Map<SessionRow.Key, Work>> devices = load(readings);
        readings.forEach((device, accepted) -> sort(accepted, Objects.requireNonNull(devices.get(device))));
        Batch batch = new Batch(now, booked(devices.values()));
        devices.forEach((device, works) -> works.forEach((session, work) -> {
            if (work.isRebuild()) {
                rebuild(device, session, work, batch);
            } else {
                extend(device, session, work, batch);
            }
        }));
        rows.update(batch.grown, now);
    }

    private static void sort(List<Accepted> readings, Map<SessionRow.Key, Work> works) {
        for (Accepted accepted : readings) {
            if (accepted.gapBefore()) {
                works.values().forEach(Work::lostSomething);
            }
            Reading reading = accepted.reading();
            if (reading.isSession() && reading.sid() != null) {
                Objects.requireNonNull(works.get(new SessionRow.Key(reading.sid(), reading.instrumentId())))
                        .add(accepted);
            }
        }
    }

    /** A session is no longer disputed and stands: what came meanwhile goes into it now. */
    void recompute(long row, Instant now) {
        rows.late(row).ifPresent(named -> {
            Map<SessionRow.Key, Work> works = new LinkedHashMap<>();
            rows.valid(List.of(named))
                    .forEach(valid -> works.computeIfAbsent(valid.key(), key -> new Work())
                            .rows
                            .add(valid));
            works.forEach((session, work) -> rebuild(named.device(), session, work, new Batch(now, Map.of())));
        });
    }

    /** A message of this device was refused in a way that casts doubt on what is running. */
    public void doubt(String device, String flag) {
        rows.flagOpen(device, flag);
    }

    private Map<String, Map<SessionRow.Key, Work>> load(Map<String, List<Accepted>> readings) {
        Map<String, Map<SessionRow.Key, Work>> devices = new LinkedHashMap<>();
        Set<SessionRows.Named> named = new LinkedHashSet<>();
        Set<String> withGaps = new LinkedHashSet<>();
        readings.forEach((device, accepted) -> {
            Map<SessionRow.Key, Work> works = new LinkedHashMap<>();
            devices.put(device, works);
            for (Accepted one : accepted) {
                Reading reading = one.reading();
                if (reading.isSession() && reading.sid() != null) {
                    named.add(new SessionRows.Named(device, reading.sid()));
                    works.put(new SessionRow.Key(reading.sid(), reading.instrumentId()), new Work());
                }
                if (one.gapBefore()) {
                    withGaps.add(device);
                }
            }
        });
        if (!withGaps.isEmpty()) {
            named.addAll(rows.open(withGaps));
        }
        if (!named.isEmpty()) {
            for (SessionRow row : rows.valid(named)) {
                Objects.requireNonNull(devices.get(row.device()))
                        .computeIfAbsent(row.key(), key -> new Work())
                        .rows
                        .add(row);
            }
        }
        return devices;
    }

    /** The bookings of all sessions that only go on, asked for at once. */
    private Map<Work, List<BookedWindow>> booked(Collection<Map<SessionRow.Key, Work>> devices) {
        List<Work> asking = new ArrayList<>();
        List<MeteredSpan> spans = new ArrayList<>();
        devices.forEach(works -> works.forEach((session, work) -> {
            if (!work.isRebuild() && !work.points.isEmpty()) {
                asking.add(work);
                spans.add(span(session, work.open(), work.points));
            }
        }));
        Map<Work, List<BookedWindow>> booked = new IdentityHashMap<>();
        List<List<BookedWindow>> found = spans.isEmpty() ? List.of() : bookings.touching(spans);
        for (int i = 0; i < found.size(); i++) {
            booked.put(asking.get(i), found.get(i));
        }
        return booked;
    }

    private void extend(String device, SessionRow.Key session, Work work, Batch batch) {
        SessionRow last = work.last();
        SessionPart open = work.open();
        if (work.points.isEmpty()) {
            if (last != null && open != null && !last.part().closed() && !open.equals(last.part())) {
                rows.update(last.id(), open, batch.now);
            }
            return;
        }
        // What this batch has told booking about the instrument may have changed a booking's state.
        List<BookedWindow> booked = batch.told.contains(session.instrumentId())
                ? touching(session, open, work.points)
                : Objects.requireNonNull(batch.booked.get(work));
        List<SessionPart> parts = SessionCutter.extend(open, work.points, booked, rules);
        SessionRow row = last;
        for (SessionPart part : parts) {
            // Without a row there was nothing yet that could carry what the batch itself has shown.
            SessionPart shown = last == null ? part.flagged(work.doubts) : part;
            boolean onlyGrown =
                    row != null && !shown.closed() && Objects.equals(row.part().booking(), shown.booking());
            if (onlyGrown && row != null) {
                batch.grown.put(row.id(), shown);
            } else {
                write(device, session, row, shown, batch);
            }
            row = null;
        }
    }

    /** The row is that of an open part, or null for a new one. */
    private void write(String device, SessionRow.Key session, @Nullable SessionRow row, SessionPart part, Batch batch) {
        long id;
        if (row == null) {
            id = rows.insert(device, session, part, null, batch.now);
        } else {
            id = row.id();
            rows.update(id, part, batch.now);
        }
        tell(id, session, row == null ? null : row.part().booking(), part, batch);
    }

    private void tell(long id, SessionRow.Key session, @Nullable Long bookingBefore, SessionPart part, Batch batch) {
        Long booking = part.booking();
        if (booking != null) {
            batch.told.add(session.instrumentId());
        }
        if (booking != null && !booking.equals(bookingBefore)) {
            bookings.observeUse(booking, part.startedAt());
        }
        if (part.closed()) {
            if (booking != null) {
                bookings.observeEnd(booking, part.lastAt());
            }
            closed.fire(new SessionClosed(id, booking, batch.now));
        }
    }

    /**
     * A reading came after its session was closed, or out of order: the session is computed anew from all its readings.
     * Rows that are closed and say something else are replaced, never changed.
     */
    private void rebuild(String device, SessionRow.Key session, Work work, Batch batch) {
        if (work.rows.stream().anyMatch(SessionRow::held)) {
            rows.flag(work.rows.stream().map(SessionRow::id).toList(), Flag.LATE_READINGS);
            return;
        }
        List<SessionPoint> points = rows.points(device, session);
        Set<String> known = new TreeSet<>(work.doubts);
        work.rows.forEach(row -> known.addAll(row.part().flags()));
        known.removeAll(Set.of(Flag.OTHER_BOOKING, Flag.LATE_READINGS));
        List<SessionPart> parts = SessionCutter.extend(null, points, touching(session, null, points), rules).stream()
                .map(part -> part.flagged(known))
                .toList();
        int same = 0;
        while (same < work.rows.size()
                && same < parts.size()
                && work.rows.get(same).agreesWith(parts.get(same))) {
            same++;
        }
        List<SessionRow> wrong = work.rows.subList(same, work.rows.size());
        List<SessionPart> right = parts.subList(same, parts.size());
        wrong.stream().filter(row -> row.part().closed()).forEach(row -> rows.adjust(row.id()));
        for (int i = 0; i < Math.max(right.size(), wrong.size()); i++) {
            SessionRow before = i < wrong.size() ? wrong.get(i) : null;
            if (i >= right.size()) {
                retire(before, batch.now);
            } else if (before != null && !before.part().closed()) {
                write(device, session, before, right.get(i), batch);
            } else {
                SessionRow replaced = wrong.isEmpty() ? null : wrong.get(Math.min(i, wrong.size() - 1));
                long id =
                        rows.insert(device, session, right.get(i), replaced == null ? null : replaced.id(), batch.now);
                tell(id, session, null, right.get(i), batch);
            }
        }
        for (SessionRow row : wrong) {
            Long booking = row.part().booking();
            if (booking != null && right.stream().noneMatch(part -> booking.equals(part.booking()))) {
                closed.fire(new SessionClosed(row.id(), booking, batch.now));
            }
        }
    }

    /** An open part that turns out not to exist is closed as it stood, and does not count. */
    private void retire(@Nullable SessionRow row, Instant now) {
        if (row != null && !row.part().closed()) {
            rows.update(row.id(), row.part().ended(null), now);
            rows.adjust(row.id());
        }
    }

    private List<BookedWindow> touching(SessionRow.Key session, @Nullable SessionPart open, List<SessionPoint> points) {
        MeteredSpan span = span(session, open, points);
        return bookings.touching(span.instrumentId(), span.window());
    }

    private MeteredSpan span(SessionRow.Key session, @Nullable SessionPart open, List<SessionPoint> points) {
        Instant from =
                open == null ? points.get(0).at().minusSeconds(points.get(0).run()) : open.startedAt();
        Instant until = from.plus(rules.earlyStart());
        for (SessionPoint point : points) {
            until = point.at().isAfter(until) ? point.at() : until;
        }
        return new MeteredSpan(session.instrumentId(), new TimeWindow(from, until.plus(A_MOMENT)));
    }

    /** What one transaction is about. */
    private static final class Batch {

        private final Instant now;
        private final Map<Work, List<BookedWindow>> booked;
        /** Instruments of which booking has heard something in this transaction. */
        private final Set<Long> told = new TreeSet<>();
        /** Rows that only go on, to be written all at once. */
        private final Map<Long, SessionPart> grown = new LinkedHashMap<>();

        Batch(Instant now, Map<Work, List<BookedWindow>> booked) {
            this.now = now;
            this.booked = booked;
        }
    }

    /** What one batch has to say about one session. */
    private static final class Work {

        private final List<SessionRow> rows = new ArrayList<>();
        private final List<SessionPoint> points = new ArrayList<>();
        private final Set<String> doubts = new TreeSet<>();
        private boolean late;
        private boolean ended;

        @Nullable
        SessionRow last() {
            return rows.isEmpty() ? null : rows.get(rows.size() - 1);
        }

        /** The part that goes on, with what the batch casts doubt on. */
        @Nullable
        SessionPart open() {
            SessionRow last = last();
            return last == null ? null : last.part().flagged(doubts);
        }

        void add(Accepted accepted) {
            SessionPoint point = SessionPoint.of(accepted);
            points.add(point);
            late |= accepted.late();
            ended |= point.end();
        }

        /** Readings of the device are lost while this session runs. */
        void lostSomething() {
            SessionRow last = last();
            boolean running = last == null ? !points.isEmpty() : !last.part().closed();
            if (running && !ended) {
                doubts.add(Flag.SEQ_GAP);
            }
        }

        boolean isRebuild() {
            SessionRow last = last();
            return last != null && !points.isEmpty() && (late || last.part().closed());
        }
    }
}
