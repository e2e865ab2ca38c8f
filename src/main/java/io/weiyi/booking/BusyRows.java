package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Busy times from outside, their slots and their clashes, in plain SQL. */
@ApplicationScoped
class BusyRows {

    private static final int SHOWN_MAX = 200;

    private final Jdbi jdbi;

    BusyRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** One at a time per instrument; bookings are not held up by it. */
    void lock(long instrumentId) {
        jdbi.useHandle(
                handle -> handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended('busy', :instrument))")
                        .bind("instrument", instrumentId)
                        .map((row, context) -> true)
                        .one());
    }

    /** Gives up the slots of all blocks that are not over; whatever is over stays as it was. */
    void clear(long instrumentId, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        WITH gone AS (UPDATE busy_block SET removed_at = :now
                             WHERE instrument_id = :instrument AND removed_at IS NULL AND ends_before > :now RETURNING slot_id)
                        UPDATE slot SET active = false WHERE id IN (SELECT slot_id FROM gone)""")
                .bind("instrument", instrumentId)
                .bind("now", now)
                .execute());
    }

    /** Live bookings whose agreed window touches this one. */
    List<Long> bookingsIn(long instrumentId, TimeWindow window) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id FROM booking WHERE instrument_id = :instrument AND starts_at < :until AND ends_before > :from
                           AND status IN ('PENDING_APPROVAL', 'CONFIRMED', 'IN_USE') ORDER BY id""")
                .bind("instrument", instrumentId)
                .bind("from", window.startsAt())
                .bind("until", window.endsBefore())
                .mapTo(Long.class)
                .list());
    }

    /** Whatever is taken within a window. */
    List<TimeWindow> taken(long instrumentId, TimeWindow window) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT lower(blocked), upper(blocked) FROM slot
                         WHERE active AND instrument_id = :instrument AND blocked && tstzrange(:from, :until)""")
                .bind("instrument", instrumentId)
                .bind("from", window.startsAt())
                .bind("until", window.endsBefore())
                .map((row, context) -> window(row, 1))
                .list());
    }

    /** Blocks time, or nothing when any of it was taken meanwhile. */
    boolean take(long instrumentId, TimeWindow window, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        WITH taken AS (INSERT INTO slot (instrument_id, kind, blocked)
                             VALUES (:instrument, 'BLOCK', tstzrange(:from, :until))
                             ON CONFLICT ON CONSTRAINT slot_no_overlap DO NOTHING RETURNING id)
                        INSERT INTO busy_block (instrument_id, slot_id, starts_at, ends_before, arrived_at)
                        SELECT :instrument, id, :from, :until, :now FROM taken""")
                        .bind("instrument", instrumentId)
                        .bind("from", window.startsAt())
                        .bind("until", window.endsBefore())
                        .bind("now", now)
                        .execute()
                == 1);
    }

    void clash(long instrumentId, long bookingId, TimeWindow window, String outcome, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO busy_clash (instrument_id, booking_id, starts_at, ends_before, outcome, found_at)
                        VALUES (:instrument, :booking, :from, :until, :outcome, :now)
                        ON CONFLICT ON CONSTRAINT busy_clash_once DO NOTHING""")
                .bind("instrument", instrumentId)
                .bind("booking", bookingId)
                .bind("from", window.startsAt())
                .bind("until", window.endsBefore())
                .bind("outcome", outcome)
                .bind("now", now)
                .execute());
    }

    boolean theirsLead(long instrumentId) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT theirs FROM calendar_lead WHERE instrument_id = :id")
                        .bind("id", instrumentId)
                        .mapTo(Boolean.class)
                        .findOne()
                        .orElse(false));
    }

    void lead(long instrumentId, boolean theirs, long personId, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO calendar_lead (instrument_id, theirs, set_by, set_at) VALUES (:id, :theirs, :by, :at)
                        ON CONFLICT (instrument_id) DO UPDATE SET theirs = :theirs, set_by = :by, set_at = :at""")
                .bind("id", instrumentId)
                .bind("theirs", theirs)
                .bind("by", personId)
                .bind("at", now)
                .execute());
    }

    BusyBlocks.State state(long instrumentId, Instant now) {
        return jdbi.withHandle(handle -> new BusyBlocks.State(
                handle.createQuery("""
                                SELECT starts_at, ends_before FROM busy_block
                                 WHERE instrument_id = :id AND removed_at IS NULL AND ends_before > :now ORDER BY starts_at""")
                        .bind("id", instrumentId)
                        .bind("now", now)
                        .map((row, context) -> window(row, 1))
                        .list(),
                handle.createQuery("""
                                SELECT starts_at, ends_before, booking_id, outcome, found_at FROM busy_clash
                                 WHERE instrument_id = :id ORDER BY id DESC LIMIT :max""")
                        .bind("id", instrumentId)
                        .bind("max", SHOWN_MAX)
                        .map((row, context) -> new BusyBlocks.Clash(
                                row.getObject(3, Long.class),
                                window(row, 1),
                                row.getString(4),
                                row.getTimestamp(5).toInstant()))
                        .list(),
                theirsLead(instrumentId)));
    }

    private static TimeWindow window(ResultSet row, int column) throws SQLException {
        return new TimeWindow(
                row.getTimestamp(column).toInstant(),
                row.getTimestamp(column + 1).toInstant());
    }
}
