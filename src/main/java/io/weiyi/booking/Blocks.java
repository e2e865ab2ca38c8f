package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;

/**
 * Maintenance, breakdown and other time that an owner takes back (停机). What is booked in it is cancelled at no cost, with
 * notice; a use that runs ends where the block begins.
 */
@ApplicationScoped
public class Blocks {

    private static final int REASON_MAX = 500;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int TRIES_MAX = 10;

    private final Slots slots;
    private final BookingRepository bookings;
    private final BookingEvents events;
    private final Catalogue catalogue;
    private final Jdbi jdbi;
    private final Audit audit;
    private final Clock clock;

    Blocks(
            Slots slots,
            BookingRepository bookings,
            BookingEvents events,
            Catalogue catalogue,
            Jdbi jdbi,
            Audit audit,
            Clock clock) {
        this.slots = slots;
        this.bookings = bookings;
        this.events = events;
        this.catalogue = catalogue;
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
    }

    /** Blocks that have not ended yet, in order, for the owner's people. */
    public List<BlockInfo> ahead(Caller caller, long instrumentId) {
        owned(caller, instrumentId);
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT b.id, b.kind, b.reason, b.starts_at, b.ends_before, p.display_name, b.set_at
                          FROM instrument_block b JOIN person p ON p.id = b.set_by
                         WHERE b.instrument_id = :id AND b.ends_before > :now AND b.lifted_at IS NULL
                         ORDER BY b.starts_at LIMIT 200""")
                .bind("id", instrumentId)
                .bind("now", clock.instant())
                .map((row, context) -> new BlockInfo(
                        row.getLong(1),
                        BlockKind.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        row.getObject(5, OffsetDateTime.class).toInstant(),
                        row.getString(6),
                        row.getObject(7, OffsetDateTime.class).toInstant()))
                .list());
    }

    /**
     * Takes time back from now or later; whoever had booked in it is told why.
     *
     * @return how many bookings were cancelled or cut short
     */
    @Transactional
    public int block(Caller caller, long instrumentId, TimeWindow window, BlockKind kind, String reason) {
        InstrumentInfo instrument = owned(caller, instrumentId);
        Instant now = clock.instant();
        Checks checks = new Checks();
        String why = checks.text(reason, "reason", REASON_MAX);
        checks.require(window.endsBefore().isAfter(now), "endsBefore", "must not be in the past");
        checks.require(window.length().compareTo(LONGEST) <= 0, "endsBefore", "lies too far away");
        checks.orThrow();
        TimeWindow kept =
                new TimeWindow(window.startsAt().isBefore(now) ? now : window.startsAt(), window.endsBefore());
        int affected = 0;
        OptionalLong slot = OptionalLong.empty();
        // Somebody may book between the cancelling and the taking; the database tells, and it is done once more.
        for (int i = 0; i < TRIES_MAX && slot.isEmpty(); i++) {
            affected += clear(caller, instrumentId, kept, why, now);
            slot = slots.block(instrumentId, kept);
        }
        if (slot.isEmpty()) {
            throw Problem.validation("startsAt", "is already taken");
        }
        insert(caller, instrumentId, kept, kind, why, slot.getAsLong(), now);
        audit.record(
                "instrument.block",
                "instrument",
                String.valueOf(instrumentId),
                instrument.ownerId(),
                Map.of(
                        "kind", kind.name(),
                        "startsAt", kept.startsAt().toString(),
                        "endsBefore", kept.endsBefore().toString(),
                        "bookings", affected));
        return affected;
    }

    private int clear(Caller caller, long instrumentId, TimeWindow window, String why, Instant now) {
        List<Long> ids = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT b.id FROM slot s JOIN booking b ON b.slot_id = s.id
                         WHERE s.active AND s.instrument_id = :id AND s.blocked && tstzrange(:from, :until) ORDER BY b.id""")
                .bind("id", instrumentId)
                .bind("from", window.startsAt())
                .bind("until", window.endsBefore())
                .mapTo(Long.class)
                .list());
        for (long id : ids) {
            Booking booking = bookings.locked(id).orElseThrow(Problem::notFound);
            BookingStatus before = booking.status();
            if (before == BookingStatus.PENDING_APPROVAL || before == BookingStatus.CONFIRMED) {
                booking.withdraw(caller.personId(), why);
                bookings.flush();
                events.changed(booking, before, now);
            } else if (before == BookingStatus.IN_USE) {
                cutShort(booking, window.startsAt());
            }
            audit.record(
                    "booking.blocked",
                    "booking",
                    String.valueOf(id),
                    booking.organisationId(),
                    Map.of("from", before.name(), "to", booking.status().name(), "reason", why));
        }
        return ids.size();
    }

    private void cutShort(Booking booking, Instant end) {
        if (!booking.window().startsAt().isBefore(end)) {
            throw Problem.illegalTransition("Somebody uses the instrument ahead of their time; end that use first.");
        }
        TimeWindow left = new TimeWindow(booking.window().startsAt(), Spans.earlier(end, booking.endsBefore()));
        booking.cut(
                left.endsBefore(),
                slots.exchange(booking.instrumentId(), booking.slotId(), left)
                        .orElseThrow(() -> Problem.illegalTransition("The time is taken.")));
        bookings.flush();
    }

    private void insert(
            Caller caller, long instrumentId, TimeWindow window, BlockKind kind, String why, long slot, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO instrument_block (slot_id, instrument_id, kind, reason, starts_at, ends_before, set_by, set_at)
                        VALUES (:slot, :instrument, :kind, :reason, :starts, :ends, :by, :now)""")
                .bind("slot", slot)
                .bind("instrument", instrumentId)
                .bind("kind", kind.name())
                .bind("reason", why)
                .bind("starts", window.startsAt())
                .bind("ends", window.endsBefore())
                .bind("by", caller.personId())
                .bind("now", now)
                .execute());
    }

    /** Gives blocked time free again. */
    @Transactional
    public void lift(Caller caller, long instrumentId, long blockId) {
        InstrumentInfo instrument = owned(caller, instrumentId);
        long slot = jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE instrument_block SET lifted_by = :by, lifted_at = :now
                         WHERE id = :id AND instrument_id = :instrument AND lifted_at IS NULL RETURNING slot_id""")
                .bind("by", caller.personId())
                .bind("now", clock.instant())
                .bind("id", blockId)
                .bind("instrument", instrumentId)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(Problem::notFound));
        slots.release(slot);
        audit.record(
                "instrument.unblock",
                "instrument",
                String.valueOf(instrumentId),
                instrument.ownerId(),
                Map.of("block", blockId));
    }

    private InstrumentInfo owned(Caller caller, long instrumentId) {
        return catalogue
                .find(instrumentId)
                .filter(instrument -> Access.lab(caller, instrument.ownerId()))
                .orElseThrow(Problem::notFound);
    }
}
