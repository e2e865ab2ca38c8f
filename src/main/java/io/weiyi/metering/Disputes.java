package io.weiyi.metering;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.job.WorkQueue;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Disputes (异议) about sessions: opened by the firm or the owner, answered, decided by two persons. A decision never touches
 * a reading or a row's figures: an adjusted session is a new row that corrects the old one, and billing follows by reversal.
 */
@ApplicationScoped
public class Disputes {

    static final String UPHOLD = "UPHOLD";
    static final String ADJUST = "ADJUST";

    private static final int TEXT_MAX = 1000;

    private final SessionQueries sessions;
    private final DisputeRows rows;
    private final SessionKeeper keeper;
    private final WorkQueue queue;
    private final Audit audit;
    private final Told told;
    private final MeteringConfig config;
    private final Clock clock;

    Disputes(
            SessionQueries sessions,
            DisputeRows rows,
            SessionKeeper keeper,
            WorkQueue queue,
            Audit audit,
            Told told,
            MeteringConfig config,
            Clock clock) {
        this.sessions = sessions;
        this.rows = rows;
        this.keeper = keeper;
        this.queue = queue;
        this.audit = audit;
        this.told = told;
        this.config = config;
        this.clock = clock;
    }

    /** Who hears of what is done here. */
    @ApplicationScoped
    static class Told {

        private final Event<DisputeChanged> changed;
        private final Event<SessionClosed> closed;

        Told(Event<DisputeChanged> changed, Event<SessionClosed> closed) {
            this.changed = changed;
            this.closed = closed;
        }

        void dispute(DisputeChanged event) {
            changed.fire(event);
        }

        void session(SessionClosed event) {
            closed.fire(event);
        }
    }

    /** The disputes about a session the caller may see, and about the rows it corrects, newest first. */
    public List<DisputeInfo> of(Caller caller, long session) {
        if (sessions.find(caller, session).isEmpty()) {
            throw Problem.notFound();
        }
        return rows.of(session);
    }

    /** What the caller may do about a session, for pages. */
    public Rights rights(Caller caller, long session) {
        DisputeRows.Disputed it = sessions.find(caller, session)
                .flatMap(seen -> rows.look(session))
                .orElseThrow(Problem::notFound);
        String side = side(caller, it);
        return new Rights(side != null && !side.equals("OFFICE"), decider(caller, it) != null, side);
    }

    /** Opens a dispute about a closed session. */
    @Transactional
    public DisputeInfo open(Caller caller, long session, @Nullable String reason) {
        DisputeRows.Disputed it = locked(caller, session);
        String side = sideOf(caller, it);
        Checks checks = new Checks();
        String why = checks.text(reason, "reason", TEXT_MAX);
        checks.orThrow();
        if (!it.status().equals("CLOSED")) {
            throw Problem.illegalTransition("Only a closed session that nobody disputes can be disputed.");
        }
        Instant now = clock.instant();
        long id = rows.open(
                session,
                side,
                caller.personId(),
                why,
                now,
                now.plus(config.disputeAnswer()),
                now.plus(config.disputeDecision()));
        rows.status(session, "DISPUTED");
        queue.enqueue(DisputeDeadlines.KIND, "answer:" + id, now.plus(config.disputeAnswer()));
        queue.enqueue(DisputeDeadlines.KIND, "decide:" + id, now.plus(config.disputeDecision()));
        record("session.dispute", it, Map.of("disputeId", id, "side", side));
        told.dispute(new DisputeChanged(id, session, "OPENED", side, now));
        return known(id);
    }

    /** Says something in an open dispute. */
    @Transactional
    public DisputeInfo answer(Caller caller, long session, long dispute, @Nullable String text) {
        DisputeRows.Disputed it = locked(caller, session);
        DisputeInfo open = going(session, dispute);
        String side = sideOf(caller, it);
        Checks checks = new Checks();
        String said = checks.text(text, "text", TEXT_MAX);
        checks.orThrow();
        return add(it, open, entry(caller, it, "ANSWER", side, said, null));
    }

    /** The side that opened a dispute takes it back; the session stands as it was. */
    @Transactional
    public DisputeInfo withdraw(Caller caller, long session, long dispute) {
        DisputeRows.Disputed it = locked(caller, session);
        DisputeInfo open = going(session, dispute);
        String side = sideOf(caller, it);
        if (!side.equals(open.side())) {
            throw Problem.forbidden("Only the side that opened a dispute takes it back.");
        }
        DisputeInfo over = add(it, open, entry(caller, it, "WITHDRAWAL", side, "", null));
        stands(it);
        return over;
    }

    /**
     * Decides: the first person's word is kept and waits, the same word of a second person carries it out. Another word
     * takes the place of the first and waits in turn.
     */
    @Transactional
    public DisputeInfo decide(Caller caller, long session, long dispute, DisputeInfo.Decision wanted) {
        DisputeRows.Disputed it = locked(caller, session);
        DisputeInfo open = going(session, dispute);
        String side = decider(caller, it);
        if (side == null) {
            throw Problem.forbidden("The owner's managers and operators and the area's and city's offices decide.");
        }
        DisputeInfo.Decision decision = checked(wanted, it);
        DisputeInfo.Entry first = open.proposal();
        if (first != null && first.personId() == caller.personId()) {
            throw secondPerson("You decided already; somebody else must say the same.");
        }
        if (first == null || !first.says(decision)) {
            return add(it, open, entry(caller, it, "PROPOSAL", side, decision.note(), decision));
        }
        DisputeInfo.Entry second = entry(caller, it, "DECISION", side, decision.note(), decision);
        if (!first.manager() && !second.manager()) {
            throw secondPerson("One of the two must be an instrument manager or of an office.");
        }
        DisputeInfo over = add(it, open, second);
        if (decision.outcome().equals(ADJUST)) {
            adjust(it, open, decision);
        } else {
            stands(it);
        }
        return over;
    }

    private static Problem secondPerson(String detail) {
        return Problem.of(409, "second-person-required", "A second person must do this", detail);
    }

    private static DisputeInfo.Decision checked(DisputeInfo.Decision wanted, DisputeRows.Disputed it) {
        Checks checks = new Checks();
        boolean adjusts = ADJUST.equals(wanted.outcome());
        checks.require(adjusts || UPHOLD.equals(wanted.outcome()), "decision", "must be UPHOLD or ADJUST");
        String note = checks.text(wanted.note(), "note", TEXT_MAX);
        if (!adjusts) {
            checks.orThrow();
            return new DisputeInfo.Decision(UPHOLD, null, null, note);
        }
        long active = seconds(checks, wanted.activeSeconds(), "activeSeconds", it);
        long idle = seconds(checks, wanted.idleSeconds(), "idleSeconds", it);
        checks.require(
                !checks.isEmpty() || active + idle <= it.seconds(),
                "activeSeconds",
                "must not make the session run longer than it lasted");
        checks.orThrow();
        return new DisputeInfo.Decision(ADJUST, active, idle, note);
    }

    private static long seconds(Checks checks, @Nullable Long value, String field, DisputeRows.Disputed it) {
        checks.require(value != null, field, "must not be empty");
        long seconds = value == null ? 0 : value;
        checks.require(
                seconds >= 0 && seconds <= it.seconds(), field, "must lie between 0 and the length of the session");
        return seconds;
    }

    private void adjust(DisputeRows.Disputed it, DisputeInfo dispute, DisputeInfo.Decision decision) {
        Instant now = clock.instant();
        long corrected = rows.adjusted(
                it.id(),
                dispute.id(),
                Objects.requireNonNull(decision.activeSeconds()),
                Objects.requireNonNull(decision.idleSeconds()),
                now);
        told.session(new SessionClosed(corrected, it.bookingId(), now));
    }

    /** The session counts again as it was, with the readings that came meanwhile. */
    private void stands(DisputeRows.Disputed it) {
        Instant now = clock.instant();
        rows.status(it.id(), "CLOSED");
        keeper.recompute(it.id(), now);
        told.session(new SessionClosed(it.id(), it.bookingId(), now));
    }

    private DisputeInfo add(DisputeRows.Disputed it, DisputeInfo dispute, DisputeInfo.Entry entry) {
        rows.add(dispute.id(), entry);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("disputeId", dispute.id());
        detail.put("outcome", entry.outcome());
        detail.put("activeSeconds", entry.activeSeconds());
        detail.put("idleSeconds", entry.idleSeconds());
        record("session.dispute-" + entry.kind().toLowerCase(java.util.Locale.ROOT), it, detail);
        told.dispute(new DisputeChanged(dispute.id(), it.id(), entry.kind(), entry.side(), entry.at()));
        return known(dispute.id());
    }

    private DisputeInfo.Entry entry(
            Caller caller,
            DisputeRows.Disputed it,
            String kind,
            String side,
            String text,
            DisputeInfo.@Nullable Decision decision) {
        boolean manager = side.equals("OFFICE") || caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId());
        return new DisputeInfo.Entry(
                kind,
                side,
                manager,
                caller.personId(),
                caller.displayName(),
                clock.instant(),
                text,
                decision == null ? null : decision.outcome(),
                decision == null ? null : decision.activeSeconds(),
                decision == null ? null : decision.idleSeconds());
    }

    private DisputeRows.Disputed locked(Caller caller, long session) {
        if (sessions.find(caller, session).isEmpty()) {
            throw Problem.notFound();
        }
        return rows.lock(session).orElseThrow(Problem::notFound);
    }

    private DisputeInfo going(long session, long dispute) {
        DisputeInfo found =
                rows.find(dispute).filter(known -> known.sessionId() == session).orElseThrow(Problem::notFound);
        if (found.isOver()) {
            throw Problem.illegalTransition("The dispute is over.");
        }
        return found;
    }

    private DisputeInfo known(long dispute) {
        return rows.find(dispute).orElseThrow(() -> new IllegalStateException("dispute " + dispute + " is gone"));
    }

    /** Whose part the caller takes; null for readers. */
    private static @Nullable String side(Caller caller, DisputeRows.Disputed it) {
        if (caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId()) || caller.hasIn(Role.OPERATOR, it.ownerId())) {
            return "OWNER";
        }
        Long firm = it.firmId();
        boolean ofFirm = firm != null
                && caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE)
                        .contains(firm);
        return ofFirm ? "FIRM" : null;
    }

    private static String sideOf(Caller caller, DisputeRows.Disputed it) {
        String side = side(caller, it);
        if (side == null) {
            throw Problem.forbidden("Only the firm and the owner of the instrument dispute a session.");
        }
        return side;
    }

    /** The side for which the caller may decide; null if they may not. */
    private static @Nullable String decider(Caller caller, DisputeRows.Disputed it) {
        if (caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId()) || caller.hasIn(Role.OPERATOR, it.ownerId())) {
            return "OWNER";
        }
        boolean office = caller.has(Role.CITY_OFFICE)
                || (caller.has(Role.AREA_OFFICE) && caller.areaIds().contains(it.areaId()));
        return office ? "OFFICE" : null;
    }

    private void record(String action, DisputeRows.Disputed it, Map<String, ?> detail) {
        audit.record(action, "usage-session", Long.toString(it.id()), it.ownerId(), detail);
    }

    /**
     * What a reader may do.
     *
     * @param speaks opens, answers and takes back
     * @param decides is one of the two
     * @param side FIRM or OWNER, null for readers
     */
    public record Rights(
            boolean speaks, boolean decides, @Nullable String side) {}
}
