package io.weiyi.booking;

import java.util.Map;
import java.util.Set;

/** State of a sample order (送样预约状态). The legal moves are the table below and nowhere else. */
public enum SampleOrderStatus {
    SUBMITTED,
    ACCEPTED,
    DECLINED,
    RECEIVED,
    TESTING,
    TESTED,
    REPORTED,
    CANCELLED;

    private static final Map<SampleOrderStatus, Set<SampleOrderStatus>> MOVES = Map.of(
            SUBMITTED, Set.of(ACCEPTED, DECLINED, CANCELLED),
            ACCEPTED, Set.of(RECEIVED, CANCELLED),
            DECLINED, Set.of(),
            RECEIVED, Set.of(TESTING),
            TESTING, Set.of(TESTED),
            TESTED, Set.of(REPORTED),
            REPORTED, Set.of(),
            CANCELLED, Set.of());

    /** Whether this state may be followed by that one. */
    public boolean mayBecome(SampleOrderStatus next) {
        return MOVES.getOrDefault(this, Set.of()).contains(next);
    }
}
