package io.weiyi.metering;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tables of disputes, and what they do to a session's row. */
@ApplicationScoped
class DisputeRows {

    private final Jdbi jdbi;

    DisputeRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A session as disputes see it. */
    record Disputed(
            long id,
            String status,
            @Nullable Long firmId,
            long ownerId,
            long areaId,
            @Nullable Long bookingId,
            long seconds) {}

    /** The session under a lock, so that two people cannot move it at once. */
    Optional<Disputed> lock(long session) {
        return read(session, " FOR UPDATE OF u");
    }

    Optional<Disputed> look(long session) {
        return read(session, "");
    }

    private Optional<Disputed> read(long session, String lock) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT u.id, u.status, b.organisation_id, i.owner_id, i.area_id, u.booking_id,
                               ceil(extract(epoch FROM coalesce(u.ended_at, u.last_at) - u.started_at))::bigint
                          FROM usage_session u JOIN instrument i ON i.id = u.instrument_id
                          LEFT JOIN booking b ON b.id = u.booking_id WHERE u.id = :id""" + lock)
                .bind("id", session)
                .map((row, context) -> new Disputed(
                        row.getLong(1),
                        row.getString(2),
                        row.getObject(3, Long.class),
                        row.getLong(4),
                        row.getLong(5),
                        row.getObject(6, Long.class),
                        row.getLong(7)))
                .findOne());
    }

    void status(long session, String status) {
        jdbi.useHandle(handle -> handle.execute("UPDATE usage_session SET status = ? WHERE id = ?", status, session));
    }

    long open(long session, String side, long person, String reason, Instant now, Instant answer, Instant decide) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO session_dispute (session_id, side, opened_by, opened_at, reason, answer_before, decide_before)
                        VALUES (:session, :side, :person, :now, :reason, :answer, :decide) RETURNING id""")
                .bind("session", session)
                .bind("side", side)
                .bind("person", person)
                .bind("now", now)
                .bind("reason", reason)
                .bind("answer", answer)
                .bind("decide", decide)
                .mapTo(Long.class)
                .one());
    }

    void add(long dispute, DisputeInfo.Entry entry) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO session_dispute_entry
                            (dispute_id, kind, side, manager, person_id, at, text, outcome, active_seconds, idle_seconds)
                        VALUES (:dispute, :kind, :side, :manager, :person, :at, :text, :outcome, :active, :idle)""")
                .bind("dispute", dispute)
                .bind("kind", entry.kind())
                .bind("side", entry.side())
                .bind("manager", entry.manager())
                .bind("person", entry.personId())
                .bind("at", entry.at())
                .bind("text", entry.text())
                .bind("outcome", entry.outcome())
                .bind("active", entry.activeSeconds())
                .bind("idle", entry.idleSeconds())
                .execute());
    }

    /** The row that stands for a session from now on, with the figures two persons agreed on. */
    long adjusted(long session, long dispute, long active, long idle, Instant now) {
        status(session, "ADJUSTED");
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO usage_session (sid, part, instrument_id, device_id, booking_id, started_at, last_at, ended_at,
                            run_seconds, active_seconds, idle_seconds, source, status, verification, flags, activity, end_cause,
                            corrects_id, closed_at, heard_at, first_seq, last_seq, base_run_seconds, base_active_seconds, dispute_id)
                        SELECT sid, part, instrument_id, device_id, booking_id, started_at, last_at, ended_at,
                               :active + :idle, :active, :idle, source, 'CLOSED',
                               CASE source WHEN 'IMPORTED' THEN 'UNVERIFIED' ELSE 'MANUAL' END, flags, activity, end_cause,
                               id, :now, heard_at, first_seq, last_seq, base_run_seconds, base_active_seconds, :dispute
                          FROM usage_session WHERE id = :id RETURNING id""")
                .bind("id", session)
                .bind("dispute", dispute)
                .bind("active", active)
                .bind("idle", idle)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    /** The disputes about a session and about the rows it corrects, newest first. */
    List<DisputeInfo> of(long session) {
        return jdbi.withHandle(handle -> {
            List<Long> ids = handle.createQuery("""
                            WITH RECURSIVE line AS (
                                SELECT id, corrects_id FROM usage_session WHERE id = :id
                                UNION SELECT u.id, u.corrects_id FROM usage_session u JOIN line l ON u.id = l.corrects_id)
                            SELECT d.id FROM session_dispute d JOIN line ON line.id = d.session_id ORDER BY d.id DESC""")
                    .bind("id", session)
                    .mapTo(Long.class)
                    .list();
            return ids.stream()
                    .map(id -> find(handle, id))
                    .flatMap(Optional::stream)
                    .toList();
        });
    }

    Optional<DisputeInfo> find(long dispute) {
        return jdbi.withHandle(handle -> find(handle, dispute));
    }

    private static Optional<DisputeInfo> find(Handle handle, long dispute) {
        List<DisputeInfo.Entry> entries = handle.createQuery("""
                        SELECT e.kind, e.side, e.manager, e.person_id, p.display_name, e.at, e.text, e.outcome, e.active_seconds,
                               e.idle_seconds
                          FROM session_dispute_entry e JOIN person p ON p.id = e.person_id
                         WHERE e.dispute_id = :id ORDER BY e.id""")
                .bind("id", dispute)
                .map((row, context) -> new DisputeInfo.Entry(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant(),
                        row.getString(7),
                        row.getString(8),
                        row.getObject(9, Long.class),
                        row.getObject(10, Long.class)))
                .list();
        return handle.createQuery("""
                        SELECT d.id, d.session_id, d.side, d.opened_by, p.display_name, d.opened_at, d.reason, d.answer_before,
                               d.decide_before
                          FROM session_dispute d JOIN person p ON p.id = d.opened_by WHERE d.id = :id""")
                .bind("id", dispute)
                .map((row, context) -> new DisputeInfo(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant(),
                        row.getString(7),
                        row.getObject(8, OffsetDateTime.class).toInstant(),
                        row.getObject(9, OffsetDateTime.class).toInstant(),
                        entries))
                .findOne();
    }
}
