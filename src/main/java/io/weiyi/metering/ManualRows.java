package io.weiyi.metering;

import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The rows of sessions that people tell of: what they say, and the sessions that follow from it. */
@ApplicationScoped
class ManualRows {

    static final String OVERLAP = "usage_session_manual_overlap";

    private static final String OPEN = """
            SELECT u.id, u.sid, u.instrument_id, u.started_at, u.booking_id, m.entered_by, m.organisation_id, m.used_by
              FROM usage_session u JOIN manual_session m ON m.sid = u.sid
             WHERE u.source = 'MANUAL' AND u.status = 'OPEN'
            """;

    private final Jdbi jdbi;

    ManualRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What a person says about a session. */
    record Said(
            UUID sid,
            String origin,
            long enteredBy,
            Instant enteredAt,
            @Nullable Long organisationId,
            String usedBy,
            String note) {}

    /** A session that somebody began and nobody has ended yet. */
    record Open(
            long id,
            UUID sid,
            long instrumentId,
            Instant startedAt,
            @Nullable Long bookingId,
            long enteredBy,
            @Nullable Long organisationId,
            String usedBy) {}

    /** A session of an instrument that is not replaced; one without end is still going on. */
    record Taken(Instant startedAt, @Nullable Instant endedAt) {

        boolean overlaps(TimeWindow window) {
            return startedAt.isBefore(window.endsBefore()) && (endedAt == null || endedAt.isAfter(window.startsAt()));
        }
    }

    /** Whoever tells of use of an instrument waits for whoever is about to; the constraint is the promise behind it. */
    void hold(long instrument) {
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT pg_advisory_xact_lock(hashtextextended('manual:' || :id, 0))::text")
                .bind("id", instrument)
                .mapTo(String.class)
                .list());
    }

    void say(Said said) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO manual_session (sid, origin, entered_by, entered_at, organisation_id, used_by, note)
                        VALUES (:sid, :origin, :by, :at, :organisation, :usedBy, :note)""")
                .bind("sid", said.sid())
                .bind("origin", said.origin())
                .bind("by", said.enteredBy())
                .bind("at", said.enteredAt())
                .bind("organisation", said.organisationId())
                .bind("usedBy", said.usedBy())
                .bind("note", said.note())
                .execute());
    }

    /** The open session of an instrument, locked. */
    Optional<Open> open(long instrument) {
        return jdbi.withHandle(handle -> handle.createQuery(OPEN + " AND u.instrument_id = :instrument FOR UPDATE OF u")
                .bind("instrument", instrument)
                .map((row, context) -> open(row))
                .findOne());
    }

    /** Open sessions whose booking ended, or that began without one, before these moments; locked. */
    List<Open> forgotten(Instant bookingEndedBefore, Instant begunBefore, int rowsMax) {
        return jdbi.withHandle(handle -> handle.createQuery(OPEN + """
                         AND CASE WHEN u.booking_id IS NULL THEN u.started_at < :begun
                                  ELSE (SELECT b.ends_before FROM booking b WHERE b.id = u.booking_id) < :ended END
                         ORDER BY u.id LIMIT :max FOR UPDATE OF u SKIP LOCKED""")
                .bind("begun", begunBefore)
                .bind("ended", bookingEndedBefore)
                .bind("max", rowsMax)
                .map((row, context) -> open(row))
                .list());
    }

    private static Open open(ResultSet row) throws SQLException {
        return new Open(
                row.getLong("id"),
                row.getObject("sid", UUID.class),
                row.getLong("instrument_id"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("booking_id", Long.class),
                row.getLong("entered_by"),
                row.getObject("organisation_id", Long.class),
                row.getString("used_by"));
    }

    /** Begins a session; a second one on the same instrument is refused by the database. */
    long begin(UUID sid, long instrument, @Nullable Long booking, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO usage_session (sid, instrument_id, booking_id, started_at, last_at, run_seconds,
                                                   active_seconds, idle_seconds, source, status, heard_at)
                        VALUES (:sid, :instrument, :booking, :now, :now, 0, 0, 0, 'MANUAL', 'OPEN', :now)""")
                .bind("sid", sid)
                .bind("instrument", instrument)
                .bind("booking", booking)
                .bind("now", now)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    /** Closes the open row as this part. */
    void close(long id, SessionPart part, Closing closing) {
        jdbi.useHandle(handle ->
                bind(handle.createUpdate("""
                        UPDATE usage_session SET part = :part, booking_id = :booking, started_at = :started, last_at = :ended,
                               ended_at = :ended, run_seconds = :run, active_seconds = :active, idle_seconds = :run - :active, status = 'CLOSED',
                               verification = :verification, flags = :flags, end_cause = :cause, closed_at = :now, heard_at = :now
                         WHERE id = :id AND status = 'OPEN'"""), part, closing).bind("id", id).execute());
    }

    /** Adds a closed part. */
    long insert(UUID sid, long instrument, SessionPart part, @Nullable Long corrects, Closing closing) {
        return jdbi.withHandle(handle -> bind(handle.createUpdate("""
                        INSERT INTO usage_session (sid, part, instrument_id, booking_id, started_at, last_at, ended_at, run_seconds,
                            active_seconds, idle_seconds, source, status, verification, flags, end_cause, corrects_id, closed_at, heard_at)
                        VALUES (:sid, :part, :instrument, :booking, :started, :ended, :ended, :run,
                            :active, :run - :active, 'MANUAL', 'CLOSED', :verification, :flags, :cause, :corrects, :now, :now)"""), part, closing)
                .bind("sid", sid)
                .bind("instrument", instrument)
                .bind("corrects", corrects)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    /**
     * How parts are closed.
     *
     * @param verification MANUAL, or ESTIMATED where nobody said when it ended
     */
    record Closing(
            String verification,
            List<String> flags,
            @Nullable String cause,
            Instant now) {}

    private static <S extends SqlStatement<S>> S bind(S statement, SessionPart part, Closing closing) {
        return statement
                .bind("part", part.no())
                .bind("booking", part.booking())
                .bind("started", part.startedAt())
                .bind("ended", part.lastAt())
                .bind("run", part.runSeconds())
                .bind("active", part.activeSeconds())
                .bind("verification", closing.verification())
                .bindArray("flags", String.class, closing.flags().toArray())
                .bind("cause", closing.cause())
                .bind("now", closing.now());
    }

    /** The sessions of an instrument that lie within a window or reach into it. */
    List<Taken> taken(long instrument, TimeWindow window) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT started_at, ended_at FROM usage_session
                         WHERE instrument_id = :instrument AND status <> 'ADJUSTED' AND started_at < :until
                           AND (ended_at IS NULL OR ended_at > :from)
                         ORDER BY started_at""")
                .bind("instrument", instrument)
                .bind("from", window.startsAt())
                .bind("until", window.endsBefore())
                .map((row, context) -> new Taken(
                        row.getObject(1, OffsetDateTime.class).toInstant(), DeviceRows.instant(row, "ended_at")))
                .list());
    }

    /** Whether a device meters the instrument now: its agent is connected, or was heard of in a running session lately. */
    boolean metered(long instrument, Instant heardSince) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM device_instrument w JOIN device d ON d.id = w.device_id
                                        WHERE w.instrument_id = :instrument AND w.until IS NULL AND d.status = 'ACTIVE' AND d.online)
                            OR EXISTS (SELECT 1 FROM usage_session u
                                        WHERE u.instrument_id = :instrument AND u.status = 'OPEN' AND u.source <> 'MANUAL'
                                          AND u.heard_at >= :since)""")
                .bind("instrument", instrument)
                .bind("since", heardSince)
                .mapTo(Boolean.class)
                .one());
    }
}
