package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to offer somebody whose window is taken: the nearest windows of the same length that are free and allowed. Pure.
 */
final class NearestWindows {

    private NearestWindows() {}

    /**
     * @param wanted what was asked for
     * @param free time in which an agreed window may lie, buffers of others and of its own already taken off
     * @param most how many to offer; none overlaps another
     */
    static List<TimeWindow> of(Proposal wanted, List<TimeWindow> free, int most) {
        List<TimeWindow> offered = new ArrayList<>();
        List<TimeWindow> left = free;
        while (offered.size() < most) {
            Optional<TimeWindow> next = nearest(wanted, left);
            if (next.isEmpty()) {
                break;
            }
            offered.add(next.get());
            left = Spans.minus(left, List.of(next.get()));
        }
        return offered;
    }

    private static Optional<TimeWindow> nearest(Proposal wanted, List<TimeWindow> free) {
        Instant start = wanted.window().startsAt();
        return free.stream()
                .filter(gap -> gap.length().compareTo(wanted.window().length()) >= 0)
                .flatMap(gap -> candidates(wanted, gap))
                .filter(window -> BookingPolicies.refusal(wanted.at(window)).isEmpty())
                .min(Comparator.comparing((TimeWindow w) ->
                                Duration.between(start, w.startsAt()).abs())
                        .thenComparing(TimeWindow::startsAt));
    }

    /** The windows within a gap that begin nearest to the wanted start, on its step, one on either side. */
    private static Stream<TimeWindow> candidates(Proposal wanted, TimeWindow gap) {
        Duration length = wanted.window().length();
        Duration step = wanted.rules().step();
        Instant latest = gap.endsBefore().minus(length);
        Instant near = Spans.earlier(Spans.later(wanted.window().startsAt(), gap.startsAt()), latest);
        Instant below = near.minus(BookingPolicies.afterMidnight(near, step));
        return Stream.of(below, below.plus(step))
                .filter(start -> !start.isBefore(gap.startsAt()) && !start.isAfter(latest))
                .map(start -> new TimeWindow(start, start.plus(length)));
    }
}
