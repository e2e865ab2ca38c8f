package io.weiyi.metering;

import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.Bookings;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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

    /** Takes readings into their sessions, in the order given. */
    public void take(String device, Collection<Accepted> readings, Instant now) {
        Map<SessionRow.Key, Work> works = load(device, readings);
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
        for (Map.Entry<SessionRow.Key, Work> work : works.entrySet()) {
            if (work.getValue().isRebuild()) {
                rebuild(device, work.getKey(), work.getValue(), now);
            } else {
                extend(device, work.getKey(), work.getValue(), now);
            }
        }
    }

    /** A message of this device was refused in a way that casts doubt on what is running. */
    public void doubt(String device, String flag) {
        rows.flagOpen(device, flag);
    }

    private Map<SessionRow.Key, Work> load(String device, Collection<Accepted> readings) {
        Map<SessionRow.Key, Work> works = new LinkedHashMap<>();
        Set<UUID> sids = new TreeSet<>();
        for (Accepted accepted : readings) {
            Reading reading = accepted.reading();
            if (reading.isSession() && reading.sid() != null) {
                sids.add(reading.sid());
                works.put(new SessionRow.Key(reading.sid(), reading.instrumentId()), new Work());
            }
        }
        if (readings.stream().anyMatch(Accepted::gapBefore)) {
            sids.addAll(rows.openSids(device));
        }
        if (!sids.isEmpty()) {
            for (SessionRow row : rows.valid(device, sids)) {
                works.computeIfAbsent(row.key(), key -> new Work()).rows.add(row);
            }
        }
        return works;
    }

    private void extend(String device, SessionRow.Key session, Work work, Instant now) {
        SessionRow last = work.last();
        SessionPart open = last == null ? null : last.part().flagged(work.doubts);
        if (work.points.isEmpty()) {
            if (last != null && open != null && !last.part().closed() && !open.equals(last.part())) {
                rows.update(last.id(), open, now);
            }
            return;
        }
        List<SessionPart> parts = SessionCutter.extend(open, work.points, touching(session, open, work.points), rules);
        SessionRow row = last;
        for (SessionPart part : parts) {
            // Without a row there was nothing yet that could carry what the batch itself has shown.
            write(device, session, row, last == null ? part.flagged(work.doubts) : part, now);
            row = null;
        }
    }

    /** The row is that of an open part, or null for a new one. */
    private void write(String device, SessionRow.Key session, @Nullable SessionRow row, SessionPart part, Instant now) {
        long id;
        if (row == null) {
            id = rows.insert(device, session, part, null, now);
        } else {
            id = row.id();
            rows.update(id, part, now);
        }
        tell(id, row == null ? null : row.part().booking(), part, now);
    }

    private void tell(long id, @Nullable Long bookingBefore, SessionPart part, Instant now) {
        Long booking = part.booking();
        if (booking != null && !booking.equals(bookingBefore)) {
            bookings.observeUse(booking, part.startedAt());
        }
        if (part.closed()) {
            if (booking != null) {
                bookings.observeEnd(booking, part.lastAt());
            }
            closed.fire(new SessionClosed(id, booking, now));
        }
    }

    /**
     * A reading came after its session was closed, or out of order: the session is computed anew from all its readings.
     * Rows that are closed and say something else are replaced, never changed.
     */
    private void rebuild(String device, SessionRow.Key session, Work work, Instant now) {
        List<SessionPoint> points = rows.points(device, session);
        Set<String> known = new TreeSet<>(work.doubts);
        work.rows.forEach(row -> known.addAll(row.part().flags()));
        known.remove(Flag.OTHER_BOOKING);
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
                retire(before, now);
            } else if (before != null && !before.part().closed()) {
                write(device, session, before, right.get(i), now);
            } else {
                SessionRow replaced = wrong.isEmpty() ? null : wrong.get(Math.min(i, wrong.size() - 1));
                long id = rows.insert(device, session, right.get(i), replaced == null ? null : replaced.id(), now);
                tell(id, null, right.get(i), now);
            }
        }
        for (SessionRow row : wrong) {
            Long booking = row.part().booking();
            if (booking != null && right.stream().noneMatch(part -> booking.equals(part.booking()))) {
                closed.fire(new SessionClosed(row.id(), booking, now));
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
        Instant from =
                open == null ? points.get(0).at().minusSeconds(points.get(0).run()) : open.startedAt();
        Instant until = from.plus(rules.earlyStart());
        for (SessionPoint point : points) {
            until = point.at().isAfter(until) ? point.at() : until;
        }
        return bookings.touching(session.instrumentId(), new TimeWindow(from, until.plus(A_MOMENT)));
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
