package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The booking rules of instruments (预约规则) as data with a date: the owner's manager writes a new version, the old one
 * stays and binds what was booked under it.
 */
@ApplicationScoped
public class InstrumentRules {

    private static final int NOTE_MAX = 200;
    private static final int WEEKDAYS = 7;

    private final RuleRows rows;
    private final Catalogue catalogue;
    private final Audit audit;
    private final Clock clock;

    InstrumentRules(RuleRows rows, Catalogue catalogue, Audit audit, Clock clock) {
        this.rows = rows;
        this.catalogue = catalogue;
        this.audit = audit;
        this.clock = clock;
    }

    /** The rules that hold now, to be read by whoever may book; empty when the instrument has none. */
    public Optional<RuleSheet> now(long instrumentId) {
        return rows.at(instrumentId, clock.instant());
    }

    /** All versions, newest first, for the owner's managers. */
    public List<RuleVersion> versions(Caller caller, long instrumentId) {
        owned(caller, instrumentId);
        return rows.versions(instrumentId);
    }

    /** The hours of Monday to Sunday as they are written, on a day. */
    public List<String> hoursOn(long instrumentId, LocalDate day) {
        return rows.hours(instrumentId, day).stream().map(WeekHours::text).toList();
    }

    /**
     * Lets other rules hold from the midnight that begins a day, or from now on when the day is today.
     *
     * @param hours of Monday to Sunday, such as {@code 08:30-12:00,13:00-18:00}; fields are named hours1 to hours7
     */
    @Transactional
    public void set(Caller caller, long instrumentId, RuleSheet sheet, List<String> hours, LocalDate from) {
        InstrumentInfo instrument = owned(caller, instrumentId);
        Instant now = clock.instant();
        LocalDate today = BusinessTime.dayOf(now);
        Checks checks = new Checks();
        sheet.check(checks);
        List<List<WeekHours.Span>> week = new ArrayList<>();
        for (int i = 0; i < WEEKDAYS; i++) {
            week.add(WeekHours.parse(checks, hours.get(i), "hours" + (i + 1)));
        }
        checks.require(!from.isBefore(today), "validFrom", "must not be in the past");
        checks.require(!from.isAfter(today.plusYears(1)), "validFrom", "lies too far away");
        checks.orThrow();
        Instant since = from.equals(today) ? now : BusinessTime.startOf(from);
        if (!rows.closeAt(instrumentId, since)) {
            throw Problem.validation("validFrom", "must be after the version that is planned already");
        }
        rows.insert(instrumentId, sheet, since, caller.personId(), now);
        rows.hoursFrom(instrumentId, week, from);
        record("instrument.booking-rules", instrument, Map.of("from", since.toString(), "rules", sheet.toString()));
    }

    /** Days that differ, from today on, for the owner's managers. */
    public List<DayException> exceptions(Caller caller, long instrumentId) {
        owned(caller, instrumentId);
        return rows.exceptions(instrumentId, BusinessTime.dayOf(clock.instant()));
    }

    /** Opens an instrument otherwise on a day; no hours is closed all day. What is booked already stays. */
    @Transactional
    public void except(Caller caller, long instrumentId, LocalDate day, String hours, String note) {
        InstrumentInfo instrument = owned(caller, instrumentId);
        Checks checks = new Checks();
        LocalDate today = BusinessTime.dayOf(clock.instant());
        checks.require(!day.isBefore(today), "day", "must not be in the past");
        checks.require(!day.isAfter(today.plusYears(1)), "day", "lies too far away");
        List<WeekHours.Span> spans = WeekHours.parse(checks, hours, "hours");
        String words = checks.optionalText(note, "note", NOTE_MAX);
        checks.orThrow();
        try {
            rows.except(instrumentId, day, spans, words, caller.personId(), clock.instant());
        } catch (UnableToExecuteStatementException e) {
            if (Constraints.violated(e).orElse("").equals("opening_exception_unique")) {
                throw Problem.validation("day", "is already taken");
            }
            throw e;
        }
        record("instrument.day-exception", instrument, Map.of("day", day.toString(), "hours", WeekHours.text(spans)));
    }

    /** Lets a day follow its weekday again. */
    @Transactional
    public void likeAlways(Caller caller, long instrumentId, LocalDate day) {
        InstrumentInfo instrument = owned(caller, instrumentId);
        if (!rows.dropException(instrumentId, day)) {
            throw Problem.notFound();
        }
        record("instrument.day-exception-dropped", instrument, Map.of("day", day.toString()));
    }

    /** An instrument of the caller's; any other does not exist for them. */
    private InstrumentInfo owned(Caller caller, long instrumentId) {
        return catalogue
                .find(instrumentId)
                .filter(instrument -> caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId()))
                .orElseThrow(Problem::notFound);
    }

    private void record(String action, InstrumentInfo instrument, Map<String, Object> details) {
        audit.record(action, "instrument", String.valueOf(instrument.id()), instrument.ownerId(), details);
    }
}
