package io.weiyi.reconciliation;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.job.PeriodicJob;
import io.weiyi.kernel.job.WorkHandler;
import io.weiyi.kernel.job.WorkQueue;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;

/**
 * Matching (三方核对) of a month: use, charge, invoice, claim, payout and the bank's word. A run goes step by step, each in
 * a transaction of its own, so that one that is killed goes on where it was and one that is repeated changes nothing. What
 * does not fit becomes a discrepancy and stops nothing.
 */
@ApplicationScoped
public class Reconciliation implements WorkHandler, PeriodicJob {

    /** From this amount on a discrepancy is resolved by two persons; the database holds it too. */
    static final long TWO_PERSONS_FROM_FEN = 100_000;

    private static final int STEPS = 1 + MatchRule.values().length + DiscrepancyKind.values().length;
    private static final int NOTE_MAX = 500;
    private static final String KIND = "reconciliation.match";

    private final MatchRows rows;
    private final WorkQueue queue;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;

    Reconciliation(MatchRows rows, WorkQueue queue, CurrentCaller current, Audit audit, Clock clock) {
        this.rows = rows;
        this.queue = queue;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** How the month's matching stands. */
    public MonthMatch of(YearMonth month) {
        return rows.of(month, STEPS);
    }

    /** Asks for a run; one that is under way goes on. */
    @Transactional
    public MonthMatch ask(YearMonth month) {
        Instant now = clock.instant();
        if (month.isAfter(BusinessTime.monthOf(now))) {
            throw Problem.validation("month", "must not be in the future");
        }
        rows.begin(month, now);
        queue.enqueue(KIND, month.toString(), now);
        audit.record("reconciliation.run", "reconciliation-month", month.toString(), null, Map.of());
        return of(month);
    }

    /**
     * Resolves a discrepancy with a note. A large one takes two persons: the first asks, another one resolves.
     *
     * @throws Problem 409 when it is resolved already, or when the first person tries to be the second as well
     */
    @Transactional
    public void resolve(long id, String note) {
        Checks checks = new Checks();
        String why = checks.text(note, "note", NOTE_MAX);
        checks.orThrow();
        Discrepancy found = rows.lock(id).orElseThrow(Problem::notFound);
        long by = current.get().personId();
        Long asked = found.askedBy();
        boolean open = found.status().equals("OPEN");
        if (!open && !found.status().equals("ASKED")) {
            throw Problem.illegalTransition("A discrepancy that is " + found.status() + " cannot be resolved.");
        }
        boolean first = open && found.amountFen() >= TWO_PERSONS_FROM_FEN;
        if (first) {
            rows.asked(id, by, why);
        } else if (asked != null && asked == by) {
            throw Problem.of(
                    409,
                    "second-person-required",
                    "A second person must do this",
                    "You asked for this; somebody else resolves it.");
        } else {
            rows.resolved(id, by, why, clock.instant());
        }
        audit.record(
                first ? "discrepancy.ask" : "discrepancy.resolve",
                "discrepancy",
                Long.toString(id),
                null,
                Map.of("kind", found.kind(), "amountFen", found.amountFen(), "note", why));
    }

    /** Undoes a match for good, with the reason; it stays as history and is not made again. */
    @Transactional
    public void undo(long matchId, String note) {
        Checks checks = new Checks();
        String why = checks.text(note, "note", NOTE_MAX);
        checks.orThrow();
        if (!rows.undo(matchId, current.get().personId(), why, clock.instant())) {
            throw Problem.notFound();
        }
        audit.record("reconciliation.undo", "reconciliation-match", Long.toString(matchId), null, Map.of("note", why));
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** One step of a month's run. */
    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        YearMonth month = YearMonth.parse(subject);
        rows.begin(month, now);
        int step = rows.step(month);
        int rules = MatchRule.values().length;
        if (step == 0) {
            rows.loosen(month, now);
        } else if (step <= rules) {
            rows.match(MatchRule.values()[step - 1], month, now);
        } else {
            rows.find(DiscrepancyKind.values()[step - 1 - rules], month, now);
        }
        if (step + 1 < STEPS) {
            rows.advance(month, step + 1);
            return Optional.of(now);
        }
        rows.finish(month, now);
        return Optional.empty();
    }

    @Override
    public String name() {
        return "reconciliation";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    /** This month and the last are kept up by themselves; older ones are caught up one at a time. */
    @Override
    public void run(Instant now) {
        YearMonth present = BusinessTime.monthOf(now);
        queue.enqueue(KIND, present.toString(), now);
        queue.enqueue(KIND, present.minusMonths(1).toString(), now);
        rows.neverMatched().ifPresent(month -> queue.enqueue(KIND, month.toString(), now));
    }
}
