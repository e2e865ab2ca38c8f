package io.weiyi.metering;

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
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A manager's word on a device that was seen twice (克隆): which of its sessions count, and that the device is one again. Until
 * then none of them is verified or billed.
 */
@ApplicationScoped
public class CloneDecisions {

    private static final int NOTE_MAX = 1000;

    private final Jdbi jdbi;
    private final SessionQueries sessions;
    private final Devices devices;
    private final Audit audit;
    private final Event<SessionClosed> closed;
    private final Clock clock;

    CloneDecisions(
            Jdbi jdbi,
            SessionQueries sessions,
            Devices devices,
            Audit audit,
            Event<SessionClosed> closed,
            Clock clock) {
        this.jdbi = jdbi;
        this.sessions = sessions;
        this.devices = devices;
        this.audit = audit;
        this.closed = closed;
        this.clock = clock;
    }

    /**
     * Decides on one session.
     *
     * @param outcome ACCEPT lets it count, REJECT leaves it out for good
     */
    @Transactional
    public void decide(Caller caller, long session, @Nullable String outcome, @Nullable String note) {
        SessionInfo it =
                sessions.find(caller, session).orElseThrow(Problem::notFound).session();
        long owner = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT i.owner_id FROM usage_session u JOIN instrument i ON i.id = u.instrument_id WHERE u.id = :id FOR UPDATE OF u")
                .bind("id", session)
                .mapTo(Long.class)
                .one());
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, owner)) {
            throw Problem.forbidden("An instrument manager of the owner decides.");
        }
        Checks checks = new Checks();
        checks.require("ACCEPT".equals(outcome) || "REJECT".equals(outcome), "decision", "must be ACCEPT or REJECT");
        String why = checks.text(note, "note", NOTE_MAX);
        checks.orThrow();
        Instant now = clock.instant();
        if (!apply(session, "ACCEPT".equals(outcome))) {
            throw Problem.illegalTransition("Only a closed session that carries the flag clone is decided on.");
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO clone_decision (session_id, outcome, decided_by, decided_at, note)
                        VALUES (:session, :outcome, :by, :now, :note)""")
                .bind("session", session)
                .bind("outcome", outcome)
                .bind("by", caller.personId())
                .bind("now", now)
                .bind("note", why)
                .execute());
        audit.record(
                "session.clone-decision",
                "usage-session",
                Long.toString(session),
                owner,
                Map.of("outcome", String.valueOf(outcome), "note", why));
        closed.fire(new SessionClosed(session, it.bookingId(), now));
    }

    /** Its figures stay as they are; what changes is whether it counts, and how far it is verified. */
    private boolean apply(long session, boolean accepted) {
        String change = accepted ? """
                flags = array_remove(flags, 'clone'),
                verification = CASE WHEN verification = 'FLAGGED' AND array_remove(flags, 'clone') = '{}' THEN 'VERIFIED' ELSE verification END""" : "status = 'ADJUSTED'";
        return jdbi.withHandle(handle -> handle.execute(
                        "UPDATE usage_session SET " + change
                                + " WHERE id = ? AND status = 'CLOSED' AND 'clone' = ANY (flags)",
                        session))
                == 1;
    }

    /** The second agent is gone: what the device says from now on is no longer in doubt. */
    @Transactional
    public DeviceInfo settle(Caller caller, String deviceId, @Nullable String note) {
        DeviceInfo device = devices.find(caller, deviceId).orElseThrow(Problem::notFound);
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, device.ownerId())) {
            throw Problem.forbidden("An instrument manager of the owner decides.");
        }
        Checks checks = new Checks();
        String why = checks.text(note, "note", NOTE_MAX);
        checks.orThrow();
        int changed = jdbi.withHandle(
                handle -> handle.execute("UPDATE device SET cloned = false WHERE id = ? AND cloned", deviceId));
        if (changed == 0) {
            throw Problem.illegalTransition("The device was not seen twice.");
        }
        audit.record("device.clone-settled", "device", deviceId, device.ownerId(), Map.of("note", why));
        return devices.find(caller, deviceId).orElseThrow(Problem::notFound);
    }
}
