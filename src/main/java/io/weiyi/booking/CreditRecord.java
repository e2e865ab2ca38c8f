package io.weiyi.booking;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps what counts against people (信用记录) as insert-only facts, in the transaction of what they follow from. How many
 * points it costs is the rule of the day on which the booking was made; what costs nothing is not kept, but for no-shows,
 * which count towards a ban.
 */
@ApplicationScoped
class CreditRecord {

    private final Jdbi jdbi;

    CreditRecord(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Records an entry once per booking and kind; {@code happenedAt} is the moment by the rule. */
    void add(Booking booking, CreditKind kind, Instant happenedAt, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO credit_entry (person_id, organisation_id, owner_id, booking_id, kind, points, happened_at, recorded_at)
                        SELECT b.person_id, b.organisation_id, b.provider_id, b.id, :kind, r.points, :at, :now
                          FROM booking b
                          JOIN booking_policy p ON p.instrument_id = b.instrument_id AND p.valid @> b.created_at
                         CROSS JOIN LATERAL (SELECT CASE :kind WHEN 'NO_SHOW' THEN p.no_show_points WHEN 'LATE_CANCEL' THEN p.late_cancel_points
                                                               WHEN 'OVERTIME' THEN p.overtime_points ELSE p.early_start_points END) r(points)
                         WHERE b.id = :booking AND (r.points > 0 OR :kind = 'NO_SHOW')
                        ON CONFLICT ON CONSTRAINT credit_entry_once DO NOTHING""")
                .bind("kind", kind.name())
                .bind("at", happenedAt)
                .bind("now", now)
                .bind("booking", booking.id())
                .execute());
    }

    /** A late reading says that the entry is not true. */
    void disproved(Booking booking, CreditKind kind, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO credit_void (entry_id, cause, voided_at)
                        SELECT id, 'METER', :now FROM credit_entry WHERE booking_id = :booking AND kind = :kind
                        ON CONFLICT DO NOTHING""")
                .bind("now", now)
                .bind("booking", booking.id())
                .bind("kind", kind.name())
                .execute());
    }
}
