package io.weiyi.metering;

import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.BookingStatus;
import io.weiyi.booking.Bookings;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Use that a person begins and ends with a phone (扫码上机), where no agent watches the instrument. What comes of it says MANUAL
 * wherever it is shown.
 */
@ApplicationScoped
public class ManualSessions {

    static final int NOTE_MAX = 500;

    private final ManualRows rows;
    private final Bookings bookings;
    private final Catalogue catalogue;
    private final MeteringConfig config;
    private final Audit audit;
    private final Event<SessionClosed> closed;
    private final Clock clock;

    ManualSessions(
            ManualRows rows,
            Bookings bookings,
            Catalogue catalogue,
            MeteringConfig config,
            Audit audit,
            Event<SessionClosed> closed,
            Clock clock) {
        this.rows = rows;
        this.bookings = bookings;
        this.catalogue = catalogue;
        this.config = config;
        this.audit = audit;
        this.closed = closed;
        this.clock = clock;
    }

    /**
     * What somebody with a phone before an instrument is told.
     *
     * @param running since when it is in use by hand; null when it is not
     * @param usedBy who began that; null unless the caller may end it
     * @param booking the booking that a session begun now belongs to; null when it would be unbooked
     * @param refusal why nothing can be begun now: device-meters, out-of-service, already-open, booked-by-other,
     *     no-organisation; else null
     */
    public record Glance(
            InstrumentInfo instrument,
            @Nullable Instant running,
            @Nullable String usedBy,
            boolean mayEnd,
            @Nullable BookedWindow booking,
            @Nullable String refusal) {}

    /** Looks at an instrument for a caller. */
    @Transactional
    public Glance look(Caller caller, long instrumentId) {
        InstrumentInfo instrument = catalogue.find(instrumentId).orElseThrow(Problem::notFound);
        Instant now = now();
        List<BookedWindow> near = near(instrumentId, now);
        Optional<BookedWindow> booking = own(caller, instrument, near, now);
        Optional<ManualRows.Open> open = rows.open(instrumentId).filter(it -> !yields(it, booking, now));
        boolean mayEnd = open.map(it -> mayEnd(caller, it, instrument)).orElse(false);
        return new Glance(
                instrument,
                open.map(ManualRows.Open::startedAt).orElse(null),
                mayEnd ? open.map(ManualRows.Open::usedBy).orElse(null) : null,
                mayEnd,
                booking.orElse(null),
                open.isPresent() ? "already-open" : refusal(caller, instrument, near, now));
    }

    private @Nullable String refusal(Caller caller, InstrumentInfo instrument, List<BookedWindow> near, Instant now) {
        if (!instrument.status().usable() && !lab(caller, instrument)) {
            return "out-of-service";
        }
        if (rows.metered(instrument.id(), now.minus(config.alive()))) {
            return "device-meters";
        }
        boolean taken = near.stream().anyMatch(booking -> booking.window().contains(now));
        if (taken && own(caller, instrument, near, now).isEmpty()) {
            return "booked-by-other";
        }
        return caller.organisationIds().isEmpty() ? "no-organisation" : null;
    }

    /** The bookings of an instrument that run now or begin soon enough; who did not come has lost theirs. */
    private List<BookedWindow> near(long instrument, Instant now) {
        TimeWindow soon = new TimeWindow(now, now.plus(config.earlyStart()).plusMillis(1));
        return bookings.touching(instrument, soon).stream()
                .filter(booking -> booking.status() != BookingStatus.NO_SHOW)
                .toList();
    }

    /**
     * While a booking runs, no other one counts; the lab's people serve whoever has it. Before the next one, its own members
     * may be early.
     */
    private static Optional<BookedWindow> own(
            Caller caller, InstrumentInfo instrument, List<BookedWindow> near, Instant now) {
        Optional<BookedWindow> running =
                near.stream().filter(booking -> booking.window().contains(now)).findFirst();
        if (running.isPresent()) {
            return running.filter(booking -> caller.memberOf(booking.organisationId()) || lab(caller, instrument));
        }
        return near.stream()
                .filter(booking -> caller.memberOf(booking.organisationId()))
                .findFirst();
    }

    /** Use without a booking ends when somebody comes whose booked time it is; else anyone could keep them out. */
    private static boolean yields(ManualRows.Open open, Optional<BookedWindow> booking, Instant now) {
        return open.bookingId() == null
                && booking.map(BookedWindow::window)
                        .filter(window -> window.contains(now))
                        .isPresent();
    }

    static boolean lab(Caller caller, InstrumentInfo instrument) {
        return caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId())
                || caller.hasIn(Role.OPERATOR, instrument.ownerId());
    }

    private static boolean mayEnd(Caller caller, ManualRows.Open open, InstrumentInfo instrument) {
        Long organisation = open.organisationId();
        return open.enteredBy() == caller.personId()
                || lab(caller, instrument)
                || (organisation != null && caller.memberOf(organisation));
    }

    /**
     * Begins a session now.
     *
     * @param reason why there is no booking; needed where there is none
     */
    @Transactional
    public SessionInfo start(Caller caller, long instrumentId, @Nullable String reason) {
        InstrumentInfo instrument = catalogue.find(instrumentId).orElseThrow(Problem::notFound);
        rows.hold(instrumentId);
        Instant now = now();
        List<BookedWindow> near = near(instrumentId, now);
        Optional<BookedWindow> booking = own(caller, instrument, near, now);
        Optional<ManualRows.Open> open = rows.open(instrumentId);
        boolean yields = open.filter(it -> yields(it, booking, now)).isPresent();
        String refusal = open.isPresent() && !yields ? "already-open" : refusal(caller, instrument, near, now);
        if (refusal != null) {
            throw refused(refusal);
        }
        Checks checks = new Checks();
        String note = booking.isPresent()
                ? checks.optionalText(reason, "reason", NOTE_MAX)
                : checks.text(reason, "reason", NOTE_MAX);
        checks.orThrow();
        open.ifPresent(it -> giveWay(it, instrument, now));
        UUID sid = UUID.randomUUID();
        Long organisation = booking.map(BookedWindow::organisationId).orElse(caller.organisationId());
        Long bookingId = booking.map(BookedWindow::bookingId).orElse(null);
        rows.say(new ManualRows.Said(sid, "SCAN", caller.personId(), now, organisation, caller.displayName(), note));
        long id;
        try {
            id = rows.begin(sid, instrumentId, bookingId, now);
        } catch (UnableToExecuteStatementException e) {
            if (ManualRows.OVERLAP.equals(Constraints.violated(e).orElse(""))) {
                throw refused("already-open");
            }
            throw e;
        }
        if (bookingId != null) {
            bookings.observeUse(bookingId, now);
        }
        record("session.manual-start", id, instrument, Map.of("bookingId", String.valueOf(bookingId), "reason", note));
        return new SessionInfo(
                id,
                sid.toString(),
                instrumentId,
                bookingId,
                null,
                now,
                null,
                0,
                0,
                0,
                "MANUAL",
                "OPEN",
                null,
                List.of());
    }

    private void giveWay(ManualRows.Open open, InstrumentInfo instrument, Instant now) {
        Instant until = now.isBefore(open.startedAt()) ? open.startedAt() : now;
        close(open, until, new ManualRows.Closing("MANUAL", List.of(), "booked", now));
        record("session.manual-yielded", open.id(), instrument, Map.of("endedAt", until.toString()));
    }

    private static Problem refused(String reason) {
        String detail = switch (reason) {
            case "out-of-service" -> "The instrument is out of service.";
            case "device-meters" -> "A device meters this instrument now; its readings tell of the use.";
            case "booked-by-other" -> "Somebody else has booked the instrument now.";
            case "no-organisation" -> "Only members of an organisation begin a session.";
            default -> "A session is open on this instrument already.";
        };
        return Problem.of(409, "manual-refused", "The session cannot be begun", detail)
                .with("reason", reason);
    }

    /** Ends the open session of an instrument now. */
    @Transactional
    public void end(Caller caller, long instrumentId) {
        InstrumentInfo instrument = catalogue.find(instrumentId).orElseThrow(Problem::notFound);
        ManualRows.Open open = rows.open(instrumentId)
                .orElseThrow(() -> Problem.illegalTransition("No session is open on this instrument."));
        if (!mayEnd(caller, open, instrument)) {
            throw Problem.forbidden("Whoever began the session, their organisation and the lab end it.");
        }
        Instant now = now();
        Instant until = now.isBefore(open.startedAt()) ? open.startedAt() : now;
        close(open, until, new ManualRows.Closing("MANUAL", List.of(), "user", now));
        record("session.manual-end", open.id(), instrument, Map.of("endedAt", until.toString()));
    }

    /** Somebody forgot to end a session: a booked one ends with its booking, as an estimate; an unbooked one tells no time. */
    void forget(ManualRows.Open open, Instant now) {
        Long booking = open.bookingId();
        Instant until = booking == null
                ? open.startedAt()
                : bookings.info(booking).orElseThrow().endsBefore();
        Instant end = until.isBefore(open.startedAt()) ? open.startedAt() : until;
        close(open, end, new ManualRows.Closing("ESTIMATED", List.of(Flag.FORGOTTEN), "forgotten", now));
        audit.record(
                "session.manual-forgotten",
                "usage-session",
                Long.toString(open.id()),
                null,
                Map.of("endedAt", end.toString()));
    }

    /** Use by hand is somebody's: it is cut where they have another booking, and never falls to the booking of others. */
    private void close(ManualRows.Open open, Instant until, ManualRows.Closing closing) {
        TimeWindow looked = new TimeWindow(
                open.startedAt(),
                until.isAfter(open.startedAt()) ? until : open.startedAt().plusMillis(1));
        List<BookedWindow> theirs = bookings
                .touching(
                        open.instrumentId(),
                        new TimeWindow(looked.startsAt(), looked.endsBefore().plus(config.earlyStart())))
                .stream()
                .filter(booking -> open.bookingId() != null && booking.bookingId() == open.bookingId()
                        || open.organisationId() != null && booking.organisationId() == open.organisationId())
                .toList();
        List<SessionPart> parts = ManualParts.of(open.startedAt(), until, theirs, config.earlyStart(), closing.cause());
        for (int i = 0; i < parts.size(); i++) {
            SessionPart part = parts.get(i);
            long id = open.id();
            if (i == 0) {
                rows.close(id, part, closing);
            } else {
                id = rows.insert(open.sid(), open.instrumentId(), part, null, closing);
            }
            told(id, part, closing.now());
        }
    }

    /** Tells booking and whoever listens of a closed part. */
    void told(long id, SessionPart part, Instant now) {
        Long booking = part.booking();
        if (booking != null) {
            bookings.observeUse(booking, part.startedAt());
            bookings.observeEnd(booking, part.lastAt());
        }
        closed.fire(new SessionClosed(id, booking, now));
    }

    private void record(String action, long id, InstrumentInfo instrument, Map<String, ?> detail) {
        audit.record(action, "usage-session", Long.toString(id), instrument.ownerId(), detail);
    }

    /** A person's phone is not more exact than a second. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
