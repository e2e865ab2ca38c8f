package io.weiyi.booking;

import java.util.Map;
import java.util.Set;

/** State of a slot booking (机时预约状态). The legal moves are the table below and nowhere else. */
public enum BookingStatus {
    PENDING_APPROVAL,
    CONFIRMED,
    IN_USE,
    FINISHED,
    CANCELLED,
    LATE_CANCELLED,
    NO_SHOW,
    REJECTED,
    EXPIRED;

    /**
     * CONFIRMED goes back to PENDING_APPROVAL when a booking that needed approval is moved: what was approved was another
     * time. NO_SHOW goes to IN_USE when a late reading proves the use and the slot is still free.
     */
    private static final Map<BookingStatus, Set<BookingStatus>> MOVES = Map.of(
            PENDING_APPROVAL, Set.of(CONFIRMED, REJECTED, EXPIRED, CANCELLED, LATE_CANCELLED),
            CONFIRMED, Set.of(PENDING_APPROVAL, IN_USE, CANCELLED, LATE_CANCELLED, NO_SHOW),
            IN_USE, Set.of(FINISHED),
            FINISHED, Set.of(),
            CANCELLED, Set.of(),
            LATE_CANCELLED, Set.of(),
            NO_SHOW, Set.of(IN_USE),
            REJECTED, Set.of(),
            EXPIRED, Set.of());

    /** Whether this state may be followed by that one. */
    public boolean mayBecome(BookingStatus next) {
        return MOVES.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether a booking in this state keeps its slot; the trigger {@code booking_slot_follows} says the same. */
    public boolean holdsSlot() {
        return this == PENDING_APPROVAL || this == CONFIRMED || this == IN_USE || this == FINISHED;
    }
}
