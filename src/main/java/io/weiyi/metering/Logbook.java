package io.weiyi.metering;

import io.weiyi.booking.BookedWindow;
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
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * The logbook of an instrument (使用记录本): use that nobody metered, written in by the lab afterwards, many rows at once and
 * all of them or none. A row belongs to a booking as metered use does, or to the one it names.
 */
@ApplicationScoped
public class Logbook {

    /** So many rows go in at once at most. */
    public static final int ROWS_MAX = 200;

    static final String OVERLAPS = "overlaps another session of the instrument";

    private static final int PERSON_MAX = 200;
    private static final Duration LENGTH_MAX = Duration.ofDays(31);

    private final ManualRows rows;
    private final ManualSessions sessions;
    private final UsageSessions usage;
    private final Bookings bookings;
    private final Catalogue catalogue;
    private final MeteringConfig config;
    private final Audit audit;
    private final Clock clock;

    Logbook(
            ManualRows rows,
            ManualSessions sessions,
            UsageSessions usage,
            Bookings bookings,
            Catalogue catalogue,
            MeteringConfig config,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.sessions = sessions;
        this.usage = usage;
        this.bookings = bookings;
        this.catalogue = catalogue;
        this.config = config;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A row as it is written in.
     *
     * @param person who used the instrument, and of which firm
     * @param purpose what for
     * @param bookingId the booking it belongs to; null where the time tells
     */
    public record Row(
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String person,
            @Nullable String purpose,
            @Nullable Long bookingId) {}

    private record Checked(int no, TimeWindow window, String person, String purpose, List<BookedWindow> bookings) {}

    /** The instruments whose logbook the caller keeps. */
    public List<InstrumentInfo> instruments(Caller caller) {
        return caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR).stream()
                .sorted()
                .flatMap(owner -> catalogue.instrumentsOf(owner).stream())
                .toList();
    }

    /**
     * Writes rows into the logbook of an instrument.
     *
     * @return the sessions that follow, in the order of time; more than rows where a row is cut between two bookings
     */
    @Transactional
    public List<UsageSessions.SessionView> enter(Caller caller, long instrumentId, List<Row> wanted) {
        InstrumentInfo instrument =
                catalogue.find(instrumentId).orElseThrow(() -> Problem.validation("instrumentId", "is unknown"));
        if (!ManualSessions.lab(caller, instrument)) {
            throw Problem.forbidden("The instrument's managers and operators keep its logbook.");
        }
        if (wanted.isEmpty() || wanted.size() > ROWS_MAX) {
            throw Problem.validation("rows", "must be 1 to " + ROWS_MAX + " rows");
        }
        rows.hold(instrumentId);
        Instant now = clock.instant();
        List<Long> made = new ArrayList<>();
        for (Checked row : checked(instrumentId, wanted, now)) {
            try {
                made.addAll(write(caller, instrument, row, now));
            } catch (UnableToExecuteStatementException e) {
                // Somebody else writes at the same time.
                if (ManualRows.OVERLAP.equals(Constraints.violated(e).orElse(""))) {
                    throw Problem.validation("rows[" + row.no() + "].startedAt", OVERLAPS);
                }
                throw e;
            }
        }
        return made.stream().map(id -> usage.find(caller, id).orElseThrow()).toList();
    }

    private List<Checked> checked(long instrument, List<Row> wanted, Instant now) {
        Checks checks = new Checks();
        List<Checked> checked = new ArrayList<>();
        List<TimeWindow> before = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String at = "rows[" + i + "].";
            Row row = wanted.get(i);
            TimeWindow window = window(checks, at, row, now);
            String person = checks.text(row.person(), at + "person", PERSON_MAX);
            String purpose = checks.optionalText(row.purpose(), at + "purpose", ManualSessions.NOTE_MAX);
            if (window == null) {
                continue;
            }
            checks.require(
                    rows.taken(instrument, window).isEmpty() && before.stream().noneMatch(window::overlaps),
                    at + "startedAt",
                    OVERLAPS);
            before.add(window);
            checked.add(new Checked(i, window, person, purpose, booked(checks, at, row, instrument, window)));
        }
        checks.orThrow();
        // In the order of time, so that two who write at once wait for each other and never cross.
        checked.sort(Comparator.comparing(row -> row.window().startsAt()));
        return checked;
    }

    private @Nullable TimeWindow window(Checks checks, String at, Row row, Instant now) {
        Instant from = row.startedAt();
        Instant until = row.endedAt();
        checks.require(from != null, at + "startedAt", "must not be empty");
        checks.require(until != null, at + "endedAt", "must not be empty");
        if (from == null || until == null) {
            return null;
        }
        Instant start = from.truncatedTo(ChronoUnit.SECONDS);
        Instant end = until.truncatedTo(ChronoUnit.SECONDS);
        if (!start.isBefore(end)) {
            checks.add(at + "endedAt", "must be after the start");
            return null;
        }
        checks.require(!end.isAfter(now), at + "endedAt", "must not be in the future");
        checks.require(!start.isBefore(now.minus(config.logbookBack())), at + "startedAt", "lies too far back");
        checks.require(
                Duration.between(start, end).compareTo(LENGTH_MAX) <= 0, at + "endedAt", "must be within 31 days");
        return new TimeWindow(start, end);
    }

    /** The bookings a row may belong to: the one it names, else those its time meets. */
    private List<BookedWindow> booked(Checks checks, String at, Row row, long instrument, TimeWindow window) {
        List<BookedWindow> touching = bookings.touching(
                instrument,
                new TimeWindow(window.startsAt(), window.endsBefore().plus(config.earlyStart())));
        Long named = row.bookingId();
        if (named == null) {
            return touching;
        }
        List<BookedWindow> own = touching.stream()
                .filter(booking -> booking.bookingId() == named)
                .filter(booking -> ManualParts.of(
                                        window.startsAt(),
                                        window.endsBefore(),
                                        List.of(booking),
                                        config.earlyStart(),
                                        null)
                                .get(0)
                                .booking()
                        != null)
                .toList();
        checks.require(!own.isEmpty(), at + "bookingId", "is not a booking of this instrument at that time");
        return own;
    }

    private List<Long> write(Caller caller, InstrumentInfo instrument, Checked row, Instant now) {
        UUID sid = UUID.randomUUID();
        rows.say(new ManualRows.Said(sid, "LOGBOOK", caller.personId(), now, null, row.person(), row.purpose()));
        ManualRows.Closing closing = new ManualRows.Closing("MANUAL", List.of(), "logbook", now);
        List<Long> made = new ArrayList<>();
        for (SessionPart part : ManualParts.of(
                row.window().startsAt(), row.window().endsBefore(), row.bookings(), config.earlyStart(), "logbook")) {
            long id = rows.insert(sid, instrument.id(), part, null, closing);
            made.add(id);
            sessions.told(id, part, now);
            audit.record(
                    "session.manual-entry",
                    "usage-session",
                    Long.toString(id),
                    instrument.ownerId(),
                    Map.of(
                            "startedAt", part.startedAt().toString(),
                            "endedAt", part.lastAt().toString(),
                            "person", row.person(),
                            "bookingId", String.valueOf(part.booking())));
        }
        return made;
    }
}
