package io.weiyi.kernel.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A half-open span of time (时段): it holds its start and not its end, so windows that touch do not overlap.
 *
 * @param startsAt inclusive
 * @param endsBefore exclusive, after {@code startsAt}
 */
public record TimeWindow(Instant startsAt, Instant endsBefore) {

    public TimeWindow {
        if (!startsAt.isBefore(endsBefore)) {
            throw new IllegalArgumentException("a window must start before it ends: " + startsAt + " .. " + endsBefore);
        }
    }

    public Duration length() {
        return Duration.between(startsAt, endsBefore);
    }

    public boolean contains(Instant moment) {
        return !moment.isBefore(startsAt) && moment.isBefore(endsBefore);
    }

    public boolean overlaps(TimeWindow other) {
        return startsAt.isBefore(other.endsBefore) && other.startsAt.isBefore(endsBefore);
    }

    /** This window with time added on both sides. */
    public TimeWindow widened(Duration before, Duration after) {
        return new TimeWindow(startsAt.minus(before), endsBefore.plus(after));
    }
}
