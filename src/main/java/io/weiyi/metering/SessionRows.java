package io.weiyi.metering;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The table of usage sessions as the meter writes it. */
@ApplicationScoped
class SessionRows {

    private static final String UPDATE = """
            UPDATE usage_session SET part = :part, booking_id = :booking, started_at = :started, last_at = :last,
                ended_at = :ended::timestamptz, run_seconds = :run, active_seconds = :active, idle_seconds = :idle,
                status = :status, verification = :verification, flags = :flags, activity = :activity,
                end_cause = :cause, closed_at = :closed::timestamptz, heard_at = :now, first_seq = :firstSeq,
                last_seq = :lastSeq, base_run_seconds = :baseRun, base_active_seconds = :baseActive
             WHERE id = :id AND status = 'OPEN'
            """;

    private final Jdbi jdbi;
    private final EvidenceRows evidence;

    SessionRows(Jdbi jdbi, EvidenceRows evidence) {
        this.jdbi = jdbi;
        this.evidence = evidence;
    }

    /**
     * The valid parts of some sessions, named by device and sid, in order, under a lock. A part that a manager rejected is
     * among them: it does not count, and later readings of its session must not bring it back.
     */
    List<SessionRow> valid(Collection<Named> sessions) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT u.id, u.device_id, u.sid, u.instrument_id, u.part, u.started_at, u.last_at, u.base_run_seconds,
                               u.base_active_seconds, u.run_seconds, u.active_seconds, u.first_seq, u.last_seq, u.activity,
                               u.booking_id, u.flags, u.status, u.verification, u.end_cause, u.dispute_id,
                               u.status = 'ADJUSTED' AS rejected
                          FROM unnest(:devices::text[], :sids::uuid[]) AS n (device, sid)
                          JOIN usage_session u ON u.sid = n.sid AND u.device_id = n.device
                         WHERE u.status <> 'ADJUSTED'
                            OR EXISTS (SELECT 1 FROM clone_decision c WHERE c.session_id = u.id AND c.outcome = 'REJECT')
                         ORDER BY u.device_id, u.sid, u.instrument_id, u.part FOR UPDATE OF u""")
                .bindArray(
                        "devices",
                        String.class,
                        sessions.stream().map(Named::device).toArray())
                .bindArray("sids", UUID.class, sessions.stream().map(Named::sid).toArray())
                .map((row, context) -> row(row))
                .list());
    }

    /** The open sessions of some devices. */
    List<Named> open(Collection<String> devices) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT DISTINCT device_id, sid FROM usage_session
                         WHERE device_id = ANY (:devices) AND status = 'OPEN'""")
                .bindArray("devices", String.class, devices.toArray())
                .map((row, context) -> new Named(row.getString(1), row.getObject(2, UUID.class)))
                .list());
    }

    /**
     * All readings of a session that have come so far, in the order of their seq; those that are packed are taken from
     * there, for their raw rows may be gone.
     */
    List<SessionPoint> points(String device, SessionRow.Key session) {
        TreeMap<Long, SessionPoint> points = new TreeMap<>();
        evidence.packed(new EvidenceRows.Key(device, session.sid(), session.instrumentId()))
                .values()
                .forEach(item -> SessionPoint.of(item).ifPresent(point -> points.put(point.seq(), point)));
        raw(device, session).forEach(point -> points.putIfAbsent(point.seq(), point));
        return List.copyOf(points.values());
    }

    private List<SessionPoint> raw(String device, SessionRow.Key session) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT at, run_seconds, active_seconds, seq, type, cause, bk, flags FROM raw_reading
                         WHERE sid = :sid AND device_id = :device AND instrument_id = :instrument AND type LIKE 'session.%'
                         ORDER BY seq""")
                .bind("sid", session.sid())
                .bind("device", device)
                .bind("instrument", session.instrumentId())
                .map((row, context) -> new SessionPoint(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        "session.start".equals(row.getString(5)),
                        "session.end".equals(row.getString(5)),
                        row.getString(6),
                        row.getString(7),
                        Set.of((String[]) row.getArray(8).getArray())))
                .list());
    }

    long insert(String device, SessionRow.Key session, SessionPart part, @Nullable Long corrects, Instant now) {
        return jdbi.withHandle(handle -> bind(handle.createUpdate("""
                        INSERT INTO usage_session (sid, part, instrument_id, device_id, booking_id, started_at, last_at, ended_at,
                            run_seconds, active_seconds, idle_seconds, source, status, verification, flags, activity, end_cause,
                            corrects_id, closed_at, heard_at, first_seq, last_seq, base_run_seconds, base_active_seconds)
                        VALUES (:sid, :part, :instrument, :device, :booking, :started, :last, :ended::timestamptz,
                            :run, :active, :idle, 'AGENT', :status, :verification, :flags, :activity, :cause,
                            :corrects, :closed::timestamptz, :now, :firstSeq, :lastSeq, :baseRun, :baseActive)"""), part, now)
                .bind("sid", session.sid())
                .bind("instrument", session.instrumentId())
                .bind("device", device)
                .bind("corrects", corrects)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    /** Writes an open row as it stands now, perhaps closing it. */
    void update(long id, SessionPart part, Instant now) {
        update(Map.of(id, part), now);
    }

    /** Writes many open rows at once. */
    void update(Map<Long, SessionPart> parts, Instant now) {
        if (parts.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch(UPDATE);
            parts.forEach((id, part) -> bind(batch, part, now).bind("id", id).add());
            batch.execute();
        });
    }

    private static <S extends SqlStatement<S>> S bind(S statement, SessionPart part, Instant now) {
        return statement
                .bind("part", part.no())
                .bind("booking", part.booking())
                .bind("started", part.startedAt())
                .bind("last", part.lastAt())
                .bind("ended", part.closed() ? part.lastAt() : null)
                .bind("run", part.runSeconds())
                .bind("active", part.activeSeconds())
                .bind("idle", part.runSeconds() - part.activeSeconds())
                .bind("status", part.closed() ? "CLOSED" : "OPEN")
                .bind("verification", SessionRow.verification(part))
                .bindArray("flags", String.class, part.flags().toArray())
                .bind("activity", part.working() ? "ACTIVE" : "IDLE")
                .bind("cause", part.endCause())
                .bind("closed", part.closed() ? now : null)
                .bind("now", now)
                .bind("firstSeq", part.firstSeq())
                .bind("lastSeq", part.lastSeq())
                .bind("baseRun", part.baseRun())
                .bind("baseActive", part.baseActive());
    }

    /** Adds a flag to closed rows, whose figures stay. */
    void flag(Collection<Long> ids, String flag) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE usage_session SET flags = array_append(flags, :flag)
                         WHERE id = ANY (:ids) AND NOT :flag = ANY (flags)""")
                .bind("flag", flag)
                .bindArray("ids", Long.class, ids.toArray())
                .execute());
    }

    /** The session of a row, if a device metered it and readings came while its row was held. */
    Optional<Named> late(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT device_id, sid FROM usage_session
                         WHERE id = :id AND device_id IS NOT NULL AND :flag = ANY (flags)""")
                .bind("id", id)
                .bind("flag", Flag.LATE_READINGS)
                .map((row, context) -> new Named(row.getString(1), row.getObject(2, UUID.class)))
                .findOne());
    }

    void adjust(long id) {
        jdbi.useHandle(handle -> handle.execute("UPDATE usage_session SET status = 'ADJUSTED' WHERE id = ?", id));
    }

    /** Adds a flag to every open session of a device. */
    void flagOpen(String device, String flag) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE usage_session SET flags = array_append(flags, :flag)
                         WHERE device_id = :device AND status = 'OPEN' AND NOT :flag = ANY (flags)""")
                .bind("flag", flag)
                .bind("device", device)
                .execute());
    }

    /** Closes open sessions that nothing was heard of since a moment, as estimated: at their last reading. */
    List<Closed> closeSilent(Instant heardBefore, Instant now, int rowsMax) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE usage_session SET status = 'CLOSED', verification = 'ESTIMATED', ended_at = last_at,
                               end_cause = 'silence', closed_at = :now
                         WHERE id IN (SELECT id FROM usage_session WHERE status = 'OPEN' AND source <> 'MANUAL' AND heard_at < :before
                                       ORDER BY heard_at LIMIT :max FOR UPDATE SKIP LOCKED)
                        RETURNING id, booking_id, ended_at""")
                .bind("before", heardBefore)
                .bind("now", now)
                .bind("max", rowsMax)
                .map((row, context) -> new Closed(
                        row.getLong(1),
                        row.getObject(2, Long.class),
                        row.getObject(3, OffsetDateTime.class).toInstant()))
                .list());
    }

    private static SessionRow row(ResultSet row) throws SQLException {
        SessionPart part = new SessionPart(
                row.getInt("part"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getLong("base_run_seconds"),
                row.getLong("base_active_seconds"),
                row.getLong("first_seq"),
                row.getObject("last_at", OffsetDateTime.class).toInstant(),
                row.getLong("base_run_seconds") + row.getLong("run_seconds"),
                row.getLong("base_active_seconds") + row.getLong("active_seconds"),
                row.getLong("last_seq"),
                "ACTIVE".equals(row.getString("activity")),
                row.getObject("booking_id", Long.class),
                Set.of((String[]) row.getArray("flags").getArray()),
                !"OPEN".equals(row.getString("status")),
                row.getString("end_cause"));
        return new SessionRow(
                row.getLong("id"),
                row.getString("device_id"),
                row.getObject("sid", UUID.class),
                row.getLong("instrument_id"),
                part,
                "ESTIMATED".equals(row.getString("verification")),
                "DISPUTED".equals(row.getString("status"))
                        || row.getObject("dispute_id") != null
                        || row.getBoolean("rejected"));
    }

    /** A session as its device calls it. */
    record Named(String device, UUID sid) {}

    /** A session that was closed. */
    record Closed(long id, @Nullable Long bookingId, Instant endedAt) {}
}
