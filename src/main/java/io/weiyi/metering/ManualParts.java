package io.weiyi.metering;

import io.weiyi.booking.BookedWindow;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * From what a person says to parts of a session: the same rules link it to bookings and cut it as link and cut what a meter
 * says. A person gives no ticks, so there is one at each border, and a cut falls on it to the second. Pure.
 */
final class ManualParts {

    private ManualParts() {}

    /**
     * @param bookings those the use may belong to, and no others
     * @param earlyStart how long before a booking use may begin and belong to it
     */
    static List<SessionPart> of(
            Instant from, Instant until, List<BookedWindow> bookings, Duration earlyStart, @Nullable String cause) {
        Set<Instant> moments = new TreeSet<>(List.of(from, until));
        for (BookedWindow booking : bookings) {
            if (booking.startsAt().isAfter(from) && booking.startsAt().isBefore(until)) {
                moments.add(booking.startsAt());
            }
        }
        List<SessionPoint> points = new ArrayList<>();
        for (Instant moment : moments) {
            points.add(point(points.size() + 1, from, moment, false, null));
        }
        points.add(point(points.size() + 1, from, until, true, cause));
        // Between two moments that a person tells of there is no silence that anybody could miss readings in.
        Duration whole = Duration.between(from, until).plusSeconds(1);
        return SessionCutter.extend(null, points, bookings, new SessionCutter.Rules(earlyStart, whole));
    }

    private static SessionPoint point(int no, Instant from, Instant at, boolean end, @Nullable String cause) {
        long run = Duration.between(from, at).toSeconds();
        return new SessionPoint(at, run, run, no, no == 1, end, cause, null, Set.of());
    }

    /** What is left of a window when others are taken out of it, in order. */
    static List<TimeWindow> without(TimeWindow window, List<TimeWindow> others) {
        List<TimeWindow> left = new ArrayList<>();
        Instant from = window.startsAt();
        for (TimeWindow other : others) {
            if (other.startsAt().isAfter(from)) {
                Instant until = other.startsAt().isBefore(window.endsBefore()) ? other.startsAt() : window.endsBefore();
                left.add(new TimeWindow(from, until));
            }
            from = other.endsBefore().isAfter(from) ? other.endsBefore() : from;
            if (!from.isBefore(window.endsBefore())) {
                return left;
            }
        }
        left.add(new TimeWindow(from, window.endsBefore()));
        return left;
    }
}
