package io.weiyi.metering;

import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.Bookings;
import io.weiyi.kernel.job.WorkHandler;
import io.weiyi.kernel.job.WorkQueue;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What a meter says stands, and what a person says about the same time steps back: an agent that was cut off brings its
 * readings days after somebody has filled in the logbook, and no hour is to be paid twice. The person's row is replaced by
 * rows over what is left of it, if anything is. That holds too where two persons had decided on the row: they decided
 * between words, and whoever doubts the meter disputes its session. What is left then counts as active for no longer than
 * they had said. Only while a dispute is open does the row wait for its end.
 */
@Singleton
class MeterPrevails implements WorkHandler {

    static final String KIND = "metering.meter-prevails";

    /** A row whose transaction was open while another one looked is committed by then, or never. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(2);

    /** A person's word is not more exact than this; a shorter remainder says nothing. */
    private static final Duration REMAINDER_MIN = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final ManualRows rows;
    private final SessionRows sessions;
    private final Bookings bookings;
    private final WorkQueue queue;
    private final Event<SessionClosed> closed;
    private final MeteringConfig config;

    MeterPrevails(
            Jdbi jdbi,
            ManualRows rows,
            SessionRows sessions,
            Bookings bookings,
            WorkQueue queue,
            Event<SessionClosed> closed,
            MeteringConfig config) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.sessions = sessions;
        this.bookings = bookings;
        this.queue = queue;
        this.closed = closed;
        this.config = config;
    }

    /** A person's row, as far as it matters here. */
    private record Told(
            UUID sid,
            long instrumentId,
            int part,
            @Nullable Long bookingId,
            TimeWindow window,
            long activeSeconds,
            String verification,
            List<String> flags,
            @Nullable String cause,
            Instant closedAt,
            boolean held) {}

    /**
     * Whichever of the two comes second: the work is done outside of ingest's transaction. A person's row is looked at in
     * any case, for ingest may be writing what this transaction cannot see.
     */
    void onClosed(@Observes SessionClosed event) {
        List<Long> beside = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT m.id FROM usage_session s
                          JOIN usage_session m ON m.instrument_id = s.instrument_id AND m.source = 'MANUAL' AND m.status <> 'ADJUSTED'
                           AND tstzrange(m.started_at, m.ended_at) && tstzrange(s.started_at, s.ended_at)
                         WHERE s.id = :id AND s.status IN ('CLOSED','DISPUTED')
                           AND CASE s.source WHEN 'MANUAL' THEN m.id = s.id ELSE m.status <> 'OPEN' END""")
                .bind("id", event.sessionId())
                .mapTo(Long.class)
                .list());
        beside.forEach(id -> queue.enqueue(KIND, Long.toString(id), event.at()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        long id = Long.parseLong(subject);
        Told told = locked(id).orElse(null);
        if (told == null) {
            return Optional.empty();
        }
        List<TimeWindow> metered = metered(told);
        if (metered.isEmpty()) {
            Instant again = told.closedAt().plus(LOOK_AGAIN);
            return now.isBefore(again) ? Optional.of(again) : Optional.empty();
        }
        if (told.held()) {
            sessions.flag(List.of(id), Flag.LATE_READINGS);
            return Optional.empty();
        }
        replace(id, told, ManualParts.without(told.window(), metered), now);
        return Optional.empty();
    }

    private void replace(long id, Told told, List<TimeWindow> left, Instant now) {
        sessions.adjust(id);
        List<String> flags = java.util.stream.Stream.concat(
                        told.flags().stream(), java.util.stream.Stream.of(Flag.METERED_BESIDE))
                .distinct()
                .toList();
        ManualRows.Closing closing = new ManualRows.Closing(told.verification(), flags, told.cause(), now);
        List<BookedWindow> own = bookings.touching(told.instrumentId(), told.window()).stream()
                .filter(booking -> told.bookingId() != null && booking.bookingId() == told.bookingId())
                .toList();
        int no = last(told);
        long active = told.activeSeconds();
        for (TimeWindow window : left) {
            if (window.length().compareTo(REMAINDER_MIN) >= 0) {
                SessionPart part = ManualParts.of(
                                window.startsAt(), window.endsBefore(), own, config.earlyStart(), told.cause())
                        .get(0)
                        .ofBooking(told.bookingId())
                        .activeAtMost(active)
                        .numbered(++no);
                active -= part.activeSeconds();
                long piece = rows.insert(told.sid(), told.instrumentId(), part, id, closing);
                closed.fire(new SessionClosed(piece, told.bookingId(), now));
            }
        }
        closed.fire(new SessionClosed(id, told.bookingId(), now));
    }

    private int last(Told told) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT max(part) FROM usage_session WHERE sid = :sid AND instrument_id = :instrument AND source = 'MANUAL'")
                .bind("sid", told.sid())
                .bind("instrument", told.instrumentId())
                .mapTo(Integer.class)
                .one());
    }

    /** The time that meters vouch for; that of a device seen twice counts once somebody has accepted it. */
    private List<TimeWindow> metered(Told told) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT started_at, ended_at FROM usage_session
                         WHERE instrument_id = :instrument AND source <> 'MANUAL' AND status IN ('CLOSED','DISPUTED')
                           AND NOT :clone = ANY (flags) AND started_at < :until AND ended_at > :from AND ended_at > started_at
                         ORDER BY started_at""")
                .bind("instrument", told.instrumentId())
                .bind("clone", Flag.CLONE)
                .bind("from", told.window().startsAt())
                .bind("until", told.window().endsBefore())
                .map((row, context) -> window(row))
                .list());
    }

    private Optional<Told> locked(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT sid, instrument_id, part, booking_id, started_at, ended_at, active_seconds, verification, flags,
                               end_cause, closed_at, status = 'DISPUTED' AS held
                          FROM usage_session WHERE id = :id AND source = 'MANUAL' AND status IN ('CLOSED','DISPUTED')
                           AND ended_at > started_at FOR UPDATE""")
                .bind("id", id)
                .map((row, context) -> new Told(
                        row.getObject("sid", UUID.class),
                        row.getLong("instrument_id"),
                        row.getInt("part"),
                        row.getObject("booking_id", Long.class),
                        window(row),
                        row.getLong("active_seconds"),
                        row.getString("verification"),
                        List.of((String[]) row.getArray("flags").getArray()),
                        row.getString("end_cause"),
                        row.getObject("closed_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("held")))
                .findOne());
    }

    private static TimeWindow window(ResultSet row) throws SQLException {
        return new TimeWindow(
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("ended_at", OffsetDateTime.class).toInstant());
    }
}
