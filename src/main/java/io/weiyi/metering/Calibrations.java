package io.weiyi.metering;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calibrations (计量标定): by what programs, rules and thresholds an agent tells running, active and idle apart. */
@ApplicationScoped
public class Calibrations {

    private static final int PROGRAMS_MAX = 50;
    private static final int PROGRAM_LENGTH_MAX = 260;
    private static final int NOTE_LENGTH_MAX = 500;

    private final CalibrationRows rows;
    private final Catalogue catalogue;
    private final Audit audit;
    private final Event<CalibrationChanged> changed;
    private final Clock clock;

    Calibrations(
            CalibrationRows rows, Catalogue catalogue, Audit audit, Event<CalibrationChanged> changed, Clock clock) {
        this.rows = rows;
        this.catalogue = catalogue;
        this.audit = audit;
        this.changed = changed;
        this.clock = clock;
    }

    /** What holds now for an instrument the caller may see; version 0 when nobody has said anything. */
    public Calibration current(Caller caller, long instrumentId) {
        visible(caller, instrumentId);
        return rows.current(instrumentId).orElseGet(() -> Calibration.none(instrumentId));
    }

    /** All versions, newest first. */
    public List<Calibration> versions(Caller caller, long instrumentId) {
        visible(caller, instrumentId);
        return rows.versions(instrumentId);
    }

    /** What the instrument's agent saw last, if it has told. */
    public Optional<Calibration.Sight> sight(Caller caller, long instrumentId) {
        visible(caller, instrumentId);
        return rows.sight(instrumentId);
    }

    /** What a config message carries for an instrument, empty when nothing was said. */
    public Map<String, Object> asConfig(long instrumentId) {
        Map<String, Object> config = new LinkedHashMap<>();
        rows.current(instrumentId).ifPresent(calibration -> {
            putSaid(config, "watch", calibration.watch());
            putSaid(config, "running", calibration.running());
            putSaid(config, "active", calibration.active());
            config.putAll(new TreeMap<>(calibration.limits()));
        });
        return config;
    }

    private static void putSaid(Map<String, Object> config, String name, @Nullable Object value) {
        if (value != null) {
            config.put(name, value);
        }
    }

    private InstrumentInfo visible(Caller caller, long instrumentId) {
        boolean reader = caller.has(Role.LEADER) || caller.has(Role.AUDITOR);
        return catalogue
                .find(instrumentId)
                .filter(instrument -> reader
                        || caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId())
                        || caller.hasIn(Role.OPERATOR, instrument.ownerId()))
                .orElseThrow(Problem::notFound);
    }

    /**
     * Adds a version, which the instrument's device gets at once.
     *
     * @param known the version the caller has read, null when it does not matter
     * @throws Problem validation when a field is wrong, stale when another version came between
     */
    @Transactional
    public Calibration set(Caller caller, long instrumentId, Calibration.Wish wish, @Nullable Integer known) {
        InstrumentInfo instrument = visible(caller, instrumentId);
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId())) {
            throw Problem.forbidden("Only an instrument manager of the owner calibrates an instrument.");
        }
        int before = rows.current(instrumentId).map(Calibration::version).orElse(0);
        if (known != null && known != before) {
            throw Problem.stale();
        }
        Instant now = clock.instant();
        Calibration fresh = checked(instrumentId, before + 1, wish, caller.displayName(), now);
        if (!rows.insert(fresh, caller.personId(), now)) {
            throw Problem.stale();
        }
        Map<String, Object> detail = new LinkedHashMap<>(asConfig(instrumentId));
        detail.put("version", fresh.version());
        audit.record("calibration.set", "instrument", Long.toString(instrumentId), instrument.ownerId(), detail);
        rows.touchDevice(instrumentId).ifPresent(device -> changed.fire(new CalibrationChanged(device)));
        return fresh;
    }

    private static Calibration checked(long instrumentId, int version, Calibration.Wish wish, String by, Instant at) {
        Checks checks = new Checks();
        List<String> watch = programs(wish.watch(), checks);
        String running = rule(wish.running(), "running", checks);
        String active = rule(wish.active(), "active", checks);
        Map<String, Integer> limits = limits(wish.limits(), checks);
        Integer on = limits.get(CalibrationLimit.ON_WATTS.wireName());
        Integer run = limits.get(CalibrationLimit.RUN_WATTS.wireName());
        checks.require(on == null || run == null || run >= on, "runWatts", "must not be below onWatts");
        String note = checks.optionalText(wish.note(), "note", NOTE_LENGTH_MAX);
        checks.orThrow();
        return new Calibration(instrumentId, version, watch, running, active, limits, note, by, at);
    }

    private static @Nullable List<String> programs(@Nullable List<@Nullable String> watch, Checks checks) {
        if (watch == null) {
            return null;
        }
        checks.require(watch.size() <= PROGRAMS_MAX, "watch", "must name at most " + PROGRAMS_MAX + " programs");
        return watch.stream()
                .limit(PROGRAMS_MAX)
                .map(program -> checks.text(program, "watch", PROGRAM_LENGTH_MAX))
                .toList();
    }

    private static @Nullable String rule(@Nullable String text, String field, Checks checks) {
        String rule = text == null ? "" : text.strip();
        if (rule.isEmpty()) {
            return null;
        }
        String problem = CalibrationRule.problem(rule);
        if (problem != null) {
            checks.add(field, problem);
        }
        return rule;
    }

    private static Map<String, Integer> limits(@Nullable Map<String, @Nullable Integer> wanted, Checks checks) {
        Map<String, Integer> limits = new TreeMap<>();
        if (wanted == null) {
            return limits;
        }
        wanted.forEach((name, value) -> {
            CalibrationLimit limit = CalibrationLimit.of(name).orElse(null);
            if (limit == null) {
                checks.add("limits", "does not know this name");
            } else if (value != null) {
                checks.require(
                        value >= limit.min() && value <= limit.max(),
                        name,
                        "must lie between " + limit.min() + " and " + limit.max());
                limits.put(name, value);
            }
        });
        return limits;
    }
}
