package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Busy times of a campus's own system (外部占用). What arrives is the whole truth of that system from now on; it takes time
 * as blocks. Where somebody has booked already, the instrument's setting says who gives way, and the clash is kept.
 */
@ApplicationScoped
public class BusyBlocks {

    private final BusyRows rows;
    private final BookingRepository bookings;
    private final BookingEvents events;
    private final Catalogue catalogue;
    private final Audit audit;
    private final Clock clock;

    BusyBlocks(
            BusyRows rows,
            BookingRepository bookings,
            BookingEvents events,
            Catalogue catalogue,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.bookings = bookings;
        this.events = events;
        this.catalogue = catalogue;
        this.audit = audit;
        this.clock = clock;
    }

    /** A busy time that met a booking; outcome is KEPT or GAVE_WAY. Clashes of old may not name the booking. */
    public record Clash(
            @org.jspecify.annotations.Nullable Long bookingId, TimeWindow window, String outcome, Instant foundAt) {}

    /** What blocks an instrument, what clashed, and who leads. */
    public record State(List<TimeWindow> blocks, List<Clash> clashes, boolean theirsLead) {}

    /** What there is at the moment, for the instrument's own people. */
    public State state(Caller caller, long instrumentId) {
        mine(caller, instrumentId);
        return rows.state(instrumentId, clock.instant());
    }

    /** Sets whether busy times from outside prevail over bookings here. */
    @Transactional
    public void lead(Caller caller, long instrumentId, boolean theirs) {
        InstrumentInfo instrument = mine(caller, instrumentId);
        rows.lead(instrumentId, theirs, caller.personId(), clock.instant());
        audit.record(
                "calendar.lead",
                "instrument",
                Long.toString(instrumentId),
                instrument.ownerId(),
                Map.of("theirs", theirs));
    }

    /**
     * Replaces all busy times of an instrument that are not over yet.
     *
     * @return what blocks it now, with every clash that is known
     */
    @Transactional
    public State replace(Caller caller, long instrumentId, List<TimeWindow> busy) {
        InstrumentInfo instrument = mine(caller, instrumentId);
        Instant now = clock.instant();
        rows.lock(instrumentId);
        List<TimeWindow> wanted = Spans.union(
                busy.stream().filter(window -> window.endsBefore().isAfter(now)).toList());
        rows.clear(instrumentId, now);
        boolean theirs = rows.theirsLead(instrumentId);
        for (TimeWindow window : wanted) {
            block(instrumentId, window, theirs, now);
        }
        audit.record(
                "calendar.busy",
                "instrument",
                Long.toString(instrumentId),
                instrument.ownerId(),
                Map.of("blocks", wanted.size()));
        return rows.state(instrumentId, now);
    }

    /**
     * Takes what is free of a window and names every booking in it. Bookings are not held up meanwhile; so it is looked again
     * until nobody has booked within the window since.
     */
    private void block(long instrumentId, TimeWindow window, boolean theirs, Instant now) {
        Set<Long> named = new HashSet<>();
        boolean changed = true;
        while (changed) {
            for (Long met : rows.bookingsIn(instrumentId, window)) {
                if (named.add(met)) {
                    clash(instrumentId, met, window, theirs, now);
                }
            }
            changed = false;
            for (TimeWindow part : Spans.minus(List.of(window), rows.taken(instrumentId, window))) {
                changed |= !rows.take(instrumentId, part, now);
            }
            changed |= !named.containsAll(rows.bookingsIn(instrumentId, window));
        }
    }

    private void clash(long instrumentId, long met, TimeWindow window, boolean theirs, Instant now) {
        Booking booking = bookings.locked(met).orElseThrow();
        BookingStatus before = booking.status();
        if (theirs && booking.giveWay(now)) {
            bookings.flush();
            events.changed(booking, before, now);
            rows.clash(instrumentId, met, window, "GAVE_WAY", now);
            audit.record(
                    "booking.give-way",
                    "booking",
                    Long.toString(met),
                    booking.organisationId(),
                    Map.of("from", before.name(), "to", booking.status().name()));
        } else {
            rows.clash(instrumentId, met, window, "KEPT", now);
        }
    }

    private InstrumentInfo mine(Caller caller, long instrumentId) {
        InstrumentInfo instrument = catalogue
                .find(instrumentId)
                .filter(found -> caller.memberOf(found.ownerId()))
                .orElseThrow(Problem::notFound);
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId())) {
            throw Problem.forbidden("Only the instrument's managers may do this.");
        }
        return instrument;
    }
}
