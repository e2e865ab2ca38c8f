package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When an instrument is free (空闲时段) and when not, within a window: busy and free parts are in order, never overlap and
 * together fill the window.
 *
 * @param busy each with what keeps it from being booked
 * @param free time in which an agreed window may lie
 */
public record Availability(List<Busy> busy, List<TimeWindow> free) {

    public Availability {
        busy = List.copyOf(busy);
        free = List.copyOf(free);
    }

    /** What keeps time from being booked; where several do, the first of these. */
    public enum Kind {
        /** Agreed with somebody. */
        BOOKED,
        /** Blocked by the owner, or a buffer around a booking. */
        BLOCKED,
        /** Outside the opening hours. */
        CLOSED
    }

    /** A part that cannot be booked. */
    public record Busy(Instant startsAt, Instant endsBefore, Kind kind) {}

    /** Sorts time by what it is; the windows may overlap and reach beyond the frame. */
    static Availability of(TimeWindow frame, List<TimeWindow> booked, List<TimeWindow> blocked, List<TimeWindow> open) {
        List<TimeWindow> whole = List.of(frame);
        List<TimeWindow> bookedParts = Spans.within(frame, booked);
        List<TimeWindow> blockedParts = Spans.minus(Spans.within(frame, blocked), bookedParts);
        List<TimeWindow> closedParts =
                Spans.minus(Spans.minus(Spans.minus(whole, Spans.within(frame, open)), bookedParts), blockedParts);
        List<Busy> busy = new ArrayList<>();
        add(busy, bookedParts, Kind.BOOKED);
        add(busy, blockedParts, Kind.BLOCKED);
        add(busy, closedParts, Kind.CLOSED);
        busy.sort(Comparator.comparing(Busy::startsAt));
        List<TimeWindow> free = Spans.minus(Spans.minus(Spans.minus(whole, bookedParts), blockedParts), closedParts);
        return new Availability(busy, free);
    }

    private static void add(List<Busy> busy, List<TimeWindow> parts, Kind kind) {
        parts.forEach(part -> busy.add(new Busy(part.startsAt(), part.endsBefore(), kind)));
    }
}
