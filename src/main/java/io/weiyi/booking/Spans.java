package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Algebra of half-open windows. Results are in order, disjoint, and windows that touch are one. */
final class Spans {

    private Spans() {}

    /** All time that any of the windows holds. */
    static List<TimeWindow> union(List<TimeWindow> windows) {
        List<TimeWindow> sorted = windows.stream()
                .sorted(Comparator.comparing(TimeWindow::startsAt).thenComparing(TimeWindow::endsBefore))
                .toList();
        List<TimeWindow> result = new ArrayList<>();
        for (TimeWindow next : sorted) {
            TimeWindow last = result.isEmpty() ? null : result.get(result.size() - 1);
            if (last == null || next.startsAt().isAfter(last.endsBefore())) {
                result.add(next);
            } else if (next.endsBefore().isAfter(last.endsBefore())) {
                result.set(result.size() - 1, new TimeWindow(last.startsAt(), next.endsBefore()));
            }
        }
        return result;
    }

    /** What the first windows hold and the second do not. */
    static List<TimeWindow> minus(List<TimeWindow> windows, List<TimeWindow> taken) {
        List<TimeWindow> holes = union(taken);
        List<TimeWindow> result = new ArrayList<>();
        int first = 0;
        for (TimeWindow window : union(windows)) {
            while (first < holes.size() && !holes.get(first).endsBefore().isAfter(window.startsAt())) {
                first++;
            }
            Instant from = window.startsAt();
            for (int i = first; i < holes.size() && holes.get(i).startsAt().isBefore(window.endsBefore()); i++) {
                if (from.isBefore(holes.get(i).startsAt())) {
                    result.add(new TimeWindow(from, holes.get(i).startsAt()));
                }
                from = holes.get(i).endsBefore();
            }
            if (from.isBefore(window.endsBefore())) {
                result.add(new TimeWindow(from, window.endsBefore()));
            }
        }
        return result;
    }

    /** The parts of the windows that lie within another. */
    static List<TimeWindow> within(TimeWindow frame, List<TimeWindow> windows) {
        return union(windows.stream().flatMap(w -> cut(frame, w).stream()).toList());
    }

    /** The part of a window within another, if there is one. */
    static Optional<TimeWindow> cut(TimeWindow frame, TimeWindow window) {
        if (!frame.overlaps(window)) {
            return Optional.empty();
        }
        return Optional.of(new TimeWindow(
                later(frame.startsAt(), window.startsAt()), earlier(frame.endsBefore(), window.endsBefore())));
    }

    static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
