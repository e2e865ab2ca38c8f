package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Memberships;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Slot bookings (机时预约): the façade of the room, for people's calls and for what metering has to tell. */
@ApplicationScoped
public class Bookings {

    private final BookingRepository bookings;
    private final BookingRows rows;
    private final Catalogue catalogue;
    private final Agreements agreements;
    private final BookingCodes codes;
    private final MeterReports meter;
    private final Memberships memberships;
    private final BookingEvents events;
    private final Audit audit;
    private final Clock clock;

    Bookings(
            BookingRepository bookings,
            BookingRows rows,
            Catalogue catalogue,
            Agreements agreements,
            BookingCodes codes,
            MeterReports meter,
            Memberships memberships,
            BookingEvents events,
            Audit audit,
            Clock clock) {
        this.bookings = bookings;
        this.rows = rows;
        this.catalogue = catalogue;
        this.agreements = agreements;
        this.codes = codes;
        this.meter = meter;
        this.memberships = memberships;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    // ---- people ----

    /**
     * Books time on an instrument for the caller's own organisation.
     *
     * @throws Problem {@code booking-refused} with the reason of the first policy that refuses, or
     *     {@code booking-overlap} with the nearest free windows
     */
    @Transactional
    public BookingInfo reserve(Caller caller, NewBooking wanted) {
        long organisation = Access.acting(caller);
        Instant now = clock.instant();
        Booking booking = agreements.reserve(caller.personId(), organisation, instrument(wanted), wanted, now);
        bookings.persistAndFlush(booking);
        codes.give(booking.info());
        events.changed(booking, null, now);
        record(booking, "booking.reserve", null);
        return booking.info();
    }

    /** What would come of a booking, for a page that asks before it confirms. Changes nothing. */
    @Transactional
    public BookingPreview preview(Caller caller, NewBooking wanted) {
        return agreements.preview(
                caller.personId(), Access.acting(caller), instrument(wanted), wanted, clock.instant());
    }

    /**
     * Moves a booking to another window in one step: either all of it, or nothing changes. One in use keeps its start and
     * may end later, if the rules and the next slot allow, or earlier.
     */
    @Transactional
    public BookingInfo move(Caller caller, long bookingId, TimeWindow window, IfMatch ifMatch) {
        return change(caller, bookingId, ifMatch, "booking.move", (booking, now) -> {
            Access.require(Access.member(caller, booking.organisationId()), "Only members of the firm may move it.");
            if (booking.status() == BookingStatus.IN_USE) {
                agreements.reshape(booking, window, now);
            } else {
                agreements.move(booking, window, now);
            }
        });
    }

    /** Whether the owner took the time of a booking back. */
    @Transactional
    public boolean takenBack(long bookingId) {
        return bookings.findByIdOptional(bookingId).map(Booking::takenBack).orElse(false);
    }

    /** Windows like that of a booking which are free and allowed now, nearest first. */
    @Transactional
    public List<TimeWindow> instead(Caller caller, BookingInfo booking) {
        TimeWindow window = new TimeWindow(booking.startsAt(), booking.endsBefore());
        return preview(caller, new NewBooking(booking.instrumentId(), window, booking.mode(), booking.purpose()))
                .nearest();
    }

    /** Gives the rest of a running use back (提前归还): it ends now, rounded up to the step, and the time is free again. */
    @Transactional
    public BookingInfo giveBack(Caller caller, long bookingId, IfMatch ifMatch) {
        return change(caller, bookingId, ifMatch, "booking.give-back", (booking, now) -> {
            Access.require(
                    Access.member(caller, booking.organisationId()), "Only members of the firm may give it back.");
            booking.requireRunning();
            Instant end = agreements.earliestEnd(booking, now);
            if (!end.isBefore(booking.endsBefore())) {
                throw Problem.illegalTransition("There is nothing left to give back.");
            }
            agreements.reshape(booking, new TimeWindow(booking.window().startsAt(), end), now);
        });
    }

    /** Lets a colleague of the same firm come instead (转交), if the rules let that person. */
    @Transactional
    public BookingInfo handOver(Caller caller, long bookingId, long toPersonId, IfMatch ifMatch) {
        return change(caller, bookingId, ifMatch, "booking.hand-over", (booking, now) -> {
            Access.require(
                    Access.member(caller, booking.organisationId()), "Only members of the firm may hand it over.");
            boolean colleague = memberships.ofPerson(toPersonId).stream()
                    .anyMatch(m -> m.organisationId() == booking.organisationId()
                            && m.status().equals("ACTIVE"));
            if (!colleague) {
                throw Problem.validation("personId", "is unknown");
            }
            agreements.handOver(booking, toPersonId, now);
        });
    }

    /** Cancels a booking before its start; after the free time it counts as late. */
    @Transactional
    public BookingInfo cancel(Caller caller, long bookingId, IfMatch ifMatch) {
        return change(caller, bookingId, ifMatch, "booking.cancel", (booking, now) -> {
            Access.require(Access.member(caller, booking.organisationId()), "Only members of the firm may cancel it.");
            booking.cancel(now);
        });
    }

    /** The owner's instrument manager lets a booking happen. */
    @Transactional
    public BookingInfo approve(Caller caller, long bookingId, IfMatch ifMatch) {
        return decide(caller, bookingId, ifMatch, true, null);
    }

    /** The owner's instrument manager turns a booking down; its time is free again. */
    @Transactional
    public BookingInfo reject(Caller caller, long bookingId, IfMatch ifMatch, @Nullable String note) {
        return decide(caller, bookingId, ifMatch, false, note);
    }

    private BookingInfo decide(
            Caller caller, long bookingId, IfMatch ifMatch, boolean approved, @Nullable String note) {
        return change(caller, bookingId, ifMatch, approved ? "booking.approve" : "booking.reject", (booking, now) -> {
            Access.require(
                    caller.hasIn(Role.INSTRUMENT_MANAGER, booking.providerId()),
                    "Only the owner's instrument manager may decide on it.");
            booking.decide(approved, caller.personId(), note, now);
        });
    }

    /** Somebody is there (签到): a member of the firm, or the lab's people on their word. */
    @Transactional
    public BookingInfo checkIn(Caller caller, long bookingId, IfMatch ifMatch) {
        return change(caller, bookingId, ifMatch, "booking.check-in", (booking, now) -> {
            Access.require(
                    Access.member(caller, booking.organisationId()) || Access.lab(caller, booking.providerId()),
                    "Only members of the firm and the lab's people may check in.");
            booking.checkIn(now);
        });
    }

    /**
     * The lab's word that a booking was used (确认使用), for a booking that is over and that no meter watched: without it,
     * what nobody checked in to would never be priced.
     */
    @Transactional
    public BookingInfo confirmUse(Caller caller, long bookingId, IfMatch ifMatch) {
        return change(caller, bookingId, ifMatch, "booking.confirm-use", (booking, now) -> {
            Access.require(Access.lab(caller, booking.providerId()), "Only the lab's people may confirm use.");
            if (meter.watched(booking.instrumentId(), booking.window())) {
                throw Problem.illegalTransition("A meter watched this booking; its readings decide.");
            }
            booking.confirmUse(now);
        });
    }

    private BookingInfo change(
            Caller caller, long bookingId, IfMatch ifMatch, String action, BiConsumer<Booking, Instant> move) {
        Booking booking = bookings.locked(bookingId).orElseThrow(Problem::notFound);
        Access.requireSight(caller, booking.organisationId(), booking.providerId());
        ifMatch.check(booking.version());
        BookingStatus before = booking.status();
        Instant now = clock.instant();
        move.accept(booking, now);
        bookings.flush();
        events.changed(booking, before, now);
        record(booking, action, before);
        return booking.info();
    }

    /** A booking that the caller may see; any other does not exist. */
    @Transactional
    public BookingInfo find(Caller caller, long bookingId) {
        BookingInfo booking = info(bookingId).orElseThrow(Problem::notFound);
        Access.requireSight(caller, booking.organisationId(), booking.providerId());
        return booking;
    }

    /**
     * The six-digit code (上机码) by which a person at the instrument's PC says that they come for this booking. Told to
     * members of the booking's firm while the booking lives, to nobody else, the instrument's owner included.
     */
    @Transactional
    public Optional<String> code(Caller caller, BookingInfo booking) {
        return Optional.ofNullable(codes(caller, List.of(booking)).get(booking.id()));
    }

    /** The same of many bookings at once, by booking. */
    @Transactional
    public Map<Long, String> codes(Caller caller, Collection<BookingInfo> bookings) {
        return codes.shown(caller, bookings);
    }

    /** The bookings that the caller may see, newest first. */
    @Transactional
    public Page<BookingInfo> list(Caller caller, BookingQuery query, PageRequest page) {
        return rows.list(caller, query, page);
    }

    /** When an instrument is free and when not; open to everybody. */
    @Transactional
    public Availability availability(long instrumentId, TimeWindow frame) {
        InstrumentInfo instrument = catalogue.find(instrumentId).orElseThrow(Problem::notFound);
        return agreements.availability(instrument, frame, clock.instant());
    }

    private InstrumentInfo instrument(NewBooking wanted) {
        return catalogue
                .find(wanted.instrumentId())
                .orElseThrow(() -> Problem.validation("instrumentId", "is unknown"));
    }

    private void record(Booking booking, String action, @Nullable BookingStatus before) {
        audit.record(
                action,
                "booking",
                String.valueOf(booking.id()),
                booking.organisationId(),
                Map.of(
                        "from", before == null ? "" : before.name(),
                        "to", booking.status().name(),
                        "startsAt", booking.window().startsAt().toString(),
                        "endsBefore", booking.window().endsBefore().toString()));
    }

    // ---- other rooms ----

    /** The booking with this id, whoever asks. */
    @Transactional
    public Optional<BookingInfo> info(long bookingId) {
        return bookings.findByIdOptional(bookingId).map(Booking::info);
    }

    /** Salted slow hashes of the codes of these bookings, by booking, for devices that check a typed code themselves. */
    @Transactional
    public Map<Long, String> codeProofs(Collection<Long> bookingIds) {
        return codes.proofs(bookingIds.stream().flatMap(id -> info(id).stream()).toList());
    }

    /**
     * Agreed windows that overlap a window on an instrument, in order: CONFIRMED, IN_USE, FINISHED and NO_SHOW ones. Use
     * belongs to a no-show only where no other booking claims it.
     */
    @Transactional
    public List<BookedWindow> touching(long instrumentId, TimeWindow window) {
        return meter.touching(List.of(new MeteredSpan(instrumentId, window))).get(0);
    }

    /** The same for many spans at once: a list for each of them, in their order. */
    @Transactional
    public List<List<BookedWindow>> touching(List<MeteredSpan> spans) {
        return meter.touching(spans);
    }

    /**
     * The meter saw use that belongs to a booking. Takes it into use; brings a no-show back while its slot is free. Safe
     * to repeat, and unknown ids are ignored.
     */
    @Transactional
    public void observeUse(long bookingId, Instant startedAt) {
        meter.observeUse(bookingId, startedAt);
    }

    /** The meter saw the end of a session that belongs to a booking; after the booking's end it was overtime (超时使用). */
    @Transactional
    public void observeEnd(long bookingId, Instant endedAt) {
        meter.observeEnd(bookingId, endedAt);
    }

    /**
     * Whether an active device watched the instrument during the whole window, so that no session means no use.
     */
    public boolean watched(long instrumentId, TimeWindow window) {
        return meter.watched(instrumentId, window);
    }

    /** The readings of an instrument's device are complete up to this moment. Never goes back. */
    @Transactional
    public void covered(long instrumentId, Instant coveredUntil) {
        covered(Map.of(instrumentId, coveredUntil));
    }

    /** The same for many instruments at once. */
    @Transactional
    public void covered(Map<Long, Instant> coveredUntil) {
        meter.covered(new TreeMap<>(coveredUntil));
    }

    /**
     * An active device watches the instrument.
     *
     * @param since from when on
     * @param until when it ceased to; null while it does
     */
    @Transactional
    public void metered(long instrumentId, Instant since, @Nullable Instant until) {
        meter.metered(instrumentId, since, until);
    }
}
