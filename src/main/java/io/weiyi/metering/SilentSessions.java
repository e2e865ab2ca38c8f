package io.weiyi.metering;

import io.weiyi.booking.Bookings;
import io.weiyi.kernel.job.PeriodicJob;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Closes sessions that were left open: nothing was heard of them for so long that their end can only be estimated. */
@Singleton
class SilentSessions implements PeriodicJob {

    private static final int ROWS_MAX = 500;

    private final SessionRows rows;
    private final Bookings bookings;
    private final Event<SessionClosed> closed;
    private final MeteringConfig config;

    SilentSessions(SessionRows rows, Bookings bookings, Event<SessionClosed> closed, MeteringConfig config) {
        this.rows = rows;
        this.bookings = bookings;
        this.closed = closed;
        this.config = config;
    }

    @Override
    public String name() {
        return "metering.silent-sessions";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void run(Instant now) {
        for (SessionRows.Closed session : rows.closeSilent(now.minus(config.silence()), now, ROWS_MAX)) {
            if (session.bookingId() != null) {
                bookings.observeEnd(session.bookingId(), session.endedAt());
            }
            closed.fire(new SessionClosed(session.id(), session.bookingId(), now));
        }
    }
}
