package io.weiyi.booking;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells other rooms of what happened to a booking, and the credit record, inside the transaction in which it happens. */
@ApplicationScoped
class BookingEvents {

    private final Event<BookingChanged> changed;
    private final Event<BookingFinished> finished;
    private final CreditRecord credit;

    BookingEvents(Event<BookingChanged> changed, Event<BookingFinished> finished, CreditRecord credit) {
        this.changed = changed;
        this.finished = finished;
        this.credit = credit;
    }

    void changed(Booking booking, @Nullable BookingStatus from, Instant now) {
        changed(booking, from, now, now);
    }

    /**
     * The same for what a timer does, maybe long after its time.
     *
     * @param ruledAt when it happened by the rule
     */
    void changed(Booking booking, @Nullable BookingStatus from, Instant ruledAt, Instant now) {
        changed.fire(new BookingChanged(
                booking.id(),
                from == null ? null : from.name(),
                booking.status().name(),
                ruledAt));
        if (booking.status() == BookingStatus.NO_SHOW) {
            credit.add(booking, CreditKind.NO_SHOW, booking.noShowAfter(), now);
        } else if (booking.status() == BookingStatus.LATE_CANCELLED) {
            credit.add(booking, CreditKind.LATE_CANCEL, now, now);
        }
        if (booking.status() == BookingStatus.FINISHED && from != BookingStatus.FINISHED) {
            usedUp(booking, ruledAt);
        }
    }

    /** The booking can be priced, from its end on. */
    void usedUp(Booking booking, Instant now) {
        Instant end = booking.endsBefore();
        finished.fire(new BookingFinished(booking.id(), now.isBefore(end) ? end : now));
    }
}
