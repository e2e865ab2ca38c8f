package io.weiyi.booking;

import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Slots (时段占用): whether time on an instrument is taken is decided by the exclusion constraint {@code slot_no_overlap}
 * and by nothing else. Whatever code reads beforehand is advice.
 */
@ApplicationScoped
class Slots {

    private static final String NO_OVERLAP = "slot_no_overlap";

    private final Jdbi jdbi;

    Slots(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Takes time, or nothing when any of it is taken. Waits for whoever is taking overlapping time just now: an insert
     * with ON CONFLICT is speculative, so that two of them never deadlock as two plain inserts would.
     */
    OptionalLong take(long instrumentId, TimeWindow blocked) {
        return take(instrumentId, blocked, "BOOKING");
    }

    /** Takes time for the owner, or nothing when any of it is taken. */
    OptionalLong block(long instrumentId, TimeWindow blocked) {
        lock(instrumentId);
        return take(instrumentId, blocked, "BLOCK");
    }

    /** Gives a slot free. */
    void release(long slotId) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE slot SET active = false WHERE id = :id")
                .bind("id", slotId)
                .execute());
    }

    private OptionalLong take(long instrumentId, TimeWindow blocked, String kind) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO slot (instrument_id, kind, blocked) VALUES (:instrument, :kind, tstzrange(:from, :until))
                        ON CONFLICT ON CONSTRAINT slot_no_overlap DO NOTHING RETURNING id""")
                .bind("kind", kind)
                .bind("instrument", instrumentId)
                .bind("from", blocked.startsAt())
                .bind("until", blocked.endsBefore())
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
    }

    /** Gives a slot up and takes other time in one step; when that is taken, the caller must roll back. */
    OptionalLong exchange(long instrumentId, long slotId, TimeWindow blocked) {
        lock(instrumentId);
        release(slotId);
        return take(instrumentId, blocked);
    }

    /** Takes a slot back that was given up, unless its time was given to somebody else; never fails the transaction. */
    boolean takeBack(long instrumentId, long slotId) {
        lock(instrumentId);
        return jdbi.withHandle(handle -> {
            handle.execute("SAVEPOINT take_back");
            try {
                handle.createUpdate("UPDATE slot SET active = true WHERE id = :id")
                        .bind("id", slotId)
                        .execute();
                handle.execute("RELEASE SAVEPOINT take_back");
                return true;
            } catch (UnableToExecuteStatementException e) {
                if (!NO_OVERLAP.equals(Constraints.violated(e).orElse(""))) {
                    throw e;
                }
                handle.execute("ROLLBACK TO SAVEPOINT take_back");
                return false;
            }
        });
    }

    /**
     * Two bookings that change places at once would wait for each other. One at a time per instrument may give up and
     * take; taking alone needs no lock.
     */
    private void lock(long instrumentId) {
        jdbi.useHandle((Handle handle) -> handle.createQuery(
                        "SELECT pg_advisory_xact_lock(hashtextextended('slot', :instrument))")
                .bind("instrument", instrumentId)
                .map((row, context) -> true)
                .one());
    }

    /**
     * Taken time that touches a window, in order.
     *
     * @param without a slot to leave out, that of the booking which is to be moved
     */
    List<TakenTime> taken(long instrumentId, TimeWindow window, @Nullable Long without) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT lower(s.blocked), upper(s.blocked), b.starts_at, b.ends_before
                          FROM slot s LEFT JOIN booking b ON b.slot_id = s.id
                         WHERE s.active AND s.instrument_id = :instrument AND s.blocked && tstzrange(:from, :until)
                           AND s.id IS DISTINCT FROM :without::bigint
                         ORDER BY 1""")
                .bind("instrument", instrumentId)
                .bind("from", window.startsAt())
                .bind("until", window.endsBefore())
                .bind("without", without)
                .map((row, context) -> taken(row))
                .list());
    }

    private static TakenTime taken(ResultSet row) throws SQLException {
        TimeWindow blocked = new TimeWindow(moment(row, 1), moment(row, 2));
        return row.getObject(3) == null
                ? new TakenTime(blocked, null)
                : new TakenTime(blocked, new TimeWindow(moment(row, 3), moment(row, 4)));
    }

    private static java.time.Instant moment(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /**
     * @param blocked all that is taken, buffers included
     * @param agreed the agreed window within it, when a booking stands behind it
     */
    record TakenTime(TimeWindow blocked, @Nullable TimeWindow agreed) {}
}
