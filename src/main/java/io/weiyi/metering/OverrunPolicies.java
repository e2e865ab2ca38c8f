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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The owners' rules for booked time that is over; every change is kept, with who made it and when. */
@ApplicationScoped
public class OverrunPolicies {

    private static final int MINUTES_MAX = 240;
    private static final int HISTORY_MAX = 20;

    private static final String SELECT = """
            SELECT o.action, o.remind_minutes, o.grace_minutes, o.hooks, p.display_name, o.set_at
              FROM overrun_policy o JOIN person p ON p.id = o.set_by
             WHERE o.instrument_id = :instrument ORDER BY o.id DESC LIMIT :most""";

    private final Jdbi jdbi;
    private final Catalogue catalogue;
    private final Audit audit;
    private final Event<InstrumentRulesChanged> changed;
    private final Clock clock;

    OverrunPolicies(Jdbi jdbi, Catalogue catalogue, Audit audit, Event<InstrumentRulesChanged> changed, Clock clock) {
        this.jdbi = jdbi;
        this.catalogue = catalogue;
        this.audit = audit;
        this.changed = changed;
        this.clock = clock;
    }

    /** What holds on an instrument now. */
    public OverrunPolicy of(long instrumentId) {
        return rows(instrumentId, 1).stream().findFirst().orElse(OverrunPolicy.PRESET);
    }

    /** What held on an instrument, newest first, for people of its owner. */
    public List<OverrunPolicy> history(Caller caller, long instrumentId) {
        owned(caller, instrumentId);
        return rows(instrumentId, HISTORY_MAX);
    }

    private List<OverrunPolicy> rows(long instrumentId, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT)
                .bind("instrument", instrumentId)
                .bind("most", most)
                .map((row, context) -> policy(row))
                .list());
    }

    private static OverrunPolicy policy(ResultSet row) throws SQLException {
        return new OverrunPolicy(
                OverrunPolicy.Action.valueOf(row.getString(1)),
                row.getInt(2),
                row.getInt(3),
                row.getBoolean(4),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant());
    }

    /** An instrument of the caller's; any other does not exist for them. */
    private InstrumentInfo owned(Caller caller, long instrumentId) {
        return catalogue
                .find(instrumentId)
                .filter(instrument -> caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId()))
                .orElseThrow(Problem::notFound);
    }

    /** The owner's instrument manager sets the rules; the instrument's device is told at once. */
    @Transactional
    public void set(
            Caller caller,
            long instrumentId,
            OverrunPolicy.Action action,
            int remindMinutes,
            int graceMinutes,
            boolean hooks) {
        InstrumentInfo instrument = owned(caller, instrumentId);
        Checks checks = new Checks();
        checks.require(remindMinutes >= 0 && remindMinutes <= MINUTES_MAX, "remindMinutes", "must be 0 to 240");
        checks.require(graceMinutes >= 0 && graceMinutes <= MINUTES_MAX, "graceMinutes", "must be 0 to 240");
        checks.orThrow();
        Instant now = clock.instant();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO overrun_policy (instrument_id, action, remind_minutes, grace_minutes, hooks, set_by, set_at)
                        VALUES (:instrument, :action, :remind, :grace, :hooks, :by, :at)""")
                .bind("instrument", instrumentId)
                .bind("action", action.name())
                .bind("remind", remindMinutes)
                .bind("grace", graceMinutes)
                .bind("hooks", hooks)
                .bind("by", caller.personId())
                .bind("at", now)
                .execute());
        audit.record(
                "instrument.overrun-policy",
                "instrument",
                String.valueOf(instrumentId),
                instrument.ownerId(),
                Map.of(
                        "action",
                        action.name(),
                        "remindMinutes",
                        remindMinutes,
                        "graceMinutes",
                        graceMinutes,
                        "hooks",
                        hooks));
        changed.fire(new InstrumentRulesChanged(instrumentId));
    }
}
