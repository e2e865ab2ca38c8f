package io.weiyi.booking;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * Moves bookings on when their time has come: expired, missed, finished. It compares stored limits with the present, so
 * that it catches up whatever it slept through, and what it tells carries the time of the rule, not that of the run.
 */
@Singleton
class BookingLifecycle implements PeriodicJob {

    private static final int BATCH = 100;

    private static final String EXPIRED = """
            SELECT id FROM booking WHERE status = 'PENDING_APPROVAL' AND approve_before <= :now
             ORDER BY approve_before LIMIT :batch FOR UPDATE SKIP LOCKED""";

    // Nobody is called a no-show on somebody's word: an active meter must have watched from the start past the grace.
    private static final String MISSED = """
            SELECT b.id FROM booking b JOIN instrument_cover c ON c.instrument_id = b.instrument_id
             WHERE b.status = 'CONFIRMED' AND b.checked_in_at IS NULL AND b.used_from IS NULL
               AND b.no_show_after <= :now AND b.no_show_after <= c.covered_until
               AND c.metered_since <= b.starts_at AND (c.metered_until IS NULL OR c.metered_until >= b.no_show_after)
             ORDER BY b.id LIMIT :batch FOR UPDATE OF b SKIP LOCKED""";

    // While a meter watches the end, the readings must be complete up to it; without one the end itself decides.
    private static final String FINISHED = """
            SELECT b.id FROM booking b LEFT JOIN instrument_cover c ON c.instrument_id = b.instrument_id
             WHERE b.status = 'IN_USE' AND b.ends_before <= :now
               AND (c.instrument_id IS NULL OR c.metered_since >= b.ends_before OR c.metered_until < b.ends_before
                    OR c.covered_until >= b.ends_before)
             ORDER BY b.id LIMIT :batch FOR UPDATE OF b SKIP LOCKED""";

    private final BookingRepository bookings;
    private final BookingEvents events;
    private final Audit audit;
    private final Jdbi jdbi;

    BookingLifecycle(BookingRepository bookings, BookingEvents events, Audit audit, Jdbi jdbi) {
        this.bookings = bookings;
        this.events = events;
        this.audit = audit;
        this.jdbi = jdbi;
    }

    @Override
    public String name() {
        return "booking.lifecycle";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(2);
    }

    @Override
    public void run(Instant now) {
        advance(EXPIRED, now, "booking.expire", Booking::expire, Booking::decidableUntil);
        advance(MISSED, now, "booking.no-show", Booking::missed, Booking::noShowAfter);
        advance(FINISHED, now, "booking.finish", Booking::finish, Booking::endsBefore);
    }

    private void advance(
            String due, Instant now, String action, Consumer<Booking> move, Function<Booking, Instant> ruled) {
        List<Long> ids = jdbi.withHandle(handle -> handle.createQuery(due)
                .bind("now", now)
                .bind("batch", BATCH)
                .mapTo(Long.class)
                .list());
        for (long id : ids) {
            Booking booking = bookings.findById(id);
            BookingStatus before = booking.status();
            move.accept(booking);
            bookings.flush();
            Instant ruledAt = ruled.apply(booking);
            events.changed(booking, before, ruledAt, now);
            audit.record(
                    action,
                    "booking",
                    String.valueOf(id),
                    booking.organisationId(),
                    Map.of(
                            "from", before.name(),
                            "to", booking.status().name(),
                            "ruledAt", ruledAt.toString()));
        }
    }
}
