package io.weiyi.metering;

import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.BookingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * From readings to parts of a session. Pure: the same readings and bookings give the same parts, whether they come at once
 * or one by one.
 *
 * <p>A session belongs whole to the booking it overlaps, or begins shortly before, with its early start and its overtime;
 * it is cut only where another booking of the instrument begins. The counters are cumulative, so a cut falls on a reading:
 * the one nearest to the border.
 */
final class SessionCutter {

    private final List<BookedWindow> bookings;
    private final Rules rules;
    private final List<SessionPart> done = new ArrayList<>();

    private SessionCutter(List<BookedWindow> bookings, Rules rules) {
        this.bookings = effective(bookings);
        this.rules = rules;
    }

    /**
     * Continues a session.
     *
     * @param open its open part, null when nothing is known of it
     * @param points its new readings in the order of their seq
     * @param bookings those of its instrument that touch it
     * @return the parts that changed or are new; all but the last are closed
     */
    static List<SessionPart> extend(
            @Nullable SessionPart open, List<SessionPoint> points, List<BookedWindow> bookings, Rules rules) {
        SessionCutter cutter = new SessionCutter(bookings, rules);
        SessionPart part = open;
        for (SessionPoint point : points) {
            if (part == null) {
                part = cutter.begin(point);
            }
            if (part.closed()) {
                break;
            }
            part = cutter.grow(part, point);
        }
        if (part != null) {
            cutter.done.add(part);
        }
        return cutter.done;
    }

    /** A no-show's time may have been sold again: it owns use only where nobody else does. */
    private static List<BookedWindow> effective(List<BookedWindow> all) {
        return all.stream()
                .filter(booking -> booking.status() != BookingStatus.NO_SHOW
                        || all.stream()
                                .noneMatch(other -> other.status() != BookingStatus.NO_SHOW
                                        && other.window().overlaps(booking.window())))
                .sorted(Comparator.comparing(BookedWindow::startsAt).thenComparing(BookedWindow::bookingId))
                .toList();
    }

    /** Where the start was lost, the counters tell how long it has been running. */
    private SessionPart begin(SessionPoint point) {
        SessionPart part = SessionPart.beginning(point.at().minusSeconds(point.run()), point.seq());
        return point.first() ? part : part.flagged(java.util.Set.of(Flag.SEQ_GAP));
    }

    private SessionPart grow(SessionPart before, SessionPoint said) {
        SessionPoint point = forwards(before, said);
        SessionPart part = owned(before, point.at());
        while (true) {
            BookedWindow next = next(part, point.at());
            if (next == null) {
                break;
            }
            Instant border = next.startsAt();
            boolean atLast =
                    Duration.between(part.lastAt(), border).compareTo(Duration.between(border, point.at())) <= 0;
            if (atLast && part.isEmpty()) {
                part = part.ofBooking(next.bookingId());
            } else if (atLast) {
                done.add(part.ended(null));
                part = part.next(point.seq(), next.bookingId());
            } else {
                SessionPart full = flagged(part.grown(point), part, said);
                if (point.end()) {
                    return full.ended(point.cause());
                }
                done.add(full.ended(null));
                return full.next(point.seq(), latest(next, point.at()).bookingId());
            }
        }
        SessionPart grown = flagged(part.grown(point), part, said);
        return point.end() ? grown.ended(point.cause()) : grown;
    }

    /** Neither time nor counters go back; a reading that says so adds nothing but its flag. */
    private static SessionPoint forwards(SessionPart part, SessionPoint said) {
        Instant at = said.at().isBefore(part.lastAt()) ? part.lastAt() : said.at();
        return isBack(part, said) ? said.with(at, part.run(), part.active()) : said.with(at, said.run(), said.active());
    }

    private static boolean isBack(SessionPart part, SessionPoint said) {
        return said.run() < part.run()
                || said.active() < part.active()
                || said.run() - said.active() < part.run() - part.active();
    }

    private SessionPart flagged(SessionPart grown, SessionPart before, SessionPoint said) {
        TreeSet<String> flags = new TreeSet<>(said.flags());
        if (isBack(before, said)) {
            flags.add(Flag.COUNTER_BACK);
        }
        boolean silent = Duration.between(before.lastAt(), said.at()).compareTo(rules.unseen()) > 0;
        if ((silent && before.lastSeq() != said.seq()) || (said.end() && "lost".equals(said.cause()))) {
            flags.add(Flag.GAP);
        }
        if (said.booking() != null && !said.booking().equals(String.valueOf(grown.booking()))) {
            flags.add(Flag.OTHER_BOOKING);
        }
        return grown.flagged(flags);
    }

    private SessionPart owned(SessionPart part, Instant until) {
        if (part.booking() != null && bookings.stream().anyMatch(b -> b.bookingId() == part.booking())) {
            return part;
        }
        for (BookedWindow booking : bookings) {
            boolean overlaps =
                    !booking.startsAt().isAfter(until) && booking.endsBefore().isAfter(part.startedAt());
            boolean soon = part.no() == 1
                    && !booking.startsAt().isBefore(part.startedAt())
                    && !booking.startsAt().isAfter(part.startedAt().plus(rules.earlyStart()));
            if (overlaps || soon) {
                return part.ofBooking(booking.bookingId());
            }
        }
        return part.ofBooking(null);
    }

    /** The next booking that begins within what is known of a part that belongs to another one. */
    private @Nullable BookedWindow next(SessionPart part, Instant until) {
        Long own = part.booking();
        if (own == null) {
            return null;
        }
        boolean passed = false;
        for (BookedWindow booking : bookings) {
            if (passed
                    && !booking.startsAt().isAfter(until)
                    && booking.startsAt().isAfter(part.startedAt())) {
                return booking;
            }
            passed |= booking.bookingId() == own;
        }
        return null;
    }

    /** When several borders lie before a reading at which a part begins, the time belongs to the last of them. */
    private BookedWindow latest(BookedWindow next, Instant at) {
        BookedWindow latest = next;
        for (BookedWindow booking : bookings) {
            if (booking.startsAt().isAfter(latest.startsAt())
                    && !booking.startsAt().isAfter(at)) {
                latest = booking;
            }
        }
        return latest;
    }

    /**
     * @param earlyStart how long before a booking a session may begin and belong to it
     * @param unseen a longer silence between two readings is a gap
     */
    record Rules(Duration earlyStart, Duration unseen) {}
}
