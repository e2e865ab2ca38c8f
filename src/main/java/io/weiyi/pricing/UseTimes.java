package io.weiyi.pricing;

import io.weiyi.kernel.time.TimeWindow;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a use took place, for tariffs whose hours differ. A session counts as spread evenly over its time on the clock.
 *
 * @param booked the agreed window, if there is one
 * @param sessions the metered sessions
 */
public record UseTimes(@Nullable TimeWindow booked, List<Session> sessions) {

    /** Nothing is known of the clock: everything costs the price of the day. */
    public static final UseTimes UNKNOWN = new UseTimes(null, List.of());

    public UseTimes {
        sessions = List.copyOf(sessions);
    }

    /** A booked window alone. */
    public static UseTimes of(TimeWindow booked) {
        return new UseTimes(booked, List.of());
    }

    /** A metered session and its seconds. */
    public record Session(TimeWindow window, long runSeconds, long activeSeconds) {}

    /** Seconds per part of the week; what they sum to matters less than how they relate. */
    Map<Band, Long> weights(TimeBands bands, LineTexts.What what) {
        Map<Band, Long> weights = new EnumMap<>(Band.class);
        switch (what) {
            case RUN -> sessions.forEach(s -> add(weights, bands.split(s.window()), s.runSeconds()));
            case ACTIVE, GREATER_ACTIVE ->
                sessions.forEach(s -> add(weights, bands.split(s.window()), s.activeSeconds()));
            case BOOKED, BOOKED_UNMETERED, GREATER_BOOKED -> {
                if (booked != null) {
                    weights.putAll(bands.split(booked));
                }
            }
        }
        return weights;
    }

    private static void add(Map<Band, Long> weights, Map<Band, Long> clock, long seconds) {
        if (seconds > 0) {
            BandShares.of(seconds, clock).forEach((band, part) -> weights.merge(band, part, Long::sum));
        }
    }
}
