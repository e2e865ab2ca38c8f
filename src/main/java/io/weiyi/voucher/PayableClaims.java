package io.weiyi.voucher;

import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * What paying does to claims (拨付). Money moves here in the transaction of whoever records the payment: reserved money is
 * consumed and drawn from its grant, or reserved again when the payment comes back.
 */
@ApplicationScoped
public class PayableClaims {

    private final Jdbi jdbi;
    private final ClaimRows rows;
    private final ClaimHistory history;
    private final Awards awards;
    private final Clock clock;

    PayableClaims(Jdbi jdbi, ClaimRows rows, ClaimHistory history, Awards awards, Clock clock) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.history = history;
        this.awards = awards;
        this.clock = clock;
    }

    /** Claims that may be paid, the longest waiting first. */
    public List<ClaimInfo> payable(int most) {
        return jdbi.withHandle(handle -> rows.withLines(handle.createQuery(
                        ClaimRows.SELECT + "WHERE c.status = 'PAYABLE' ORDER BY c.status_since, c.id LIMIT :most")
                .bind("most", most)
                .map((row, context) -> ClaimRows.claim(row))
                .list()));
    }

    /** Who decided on the claim in an office; none of them may pay it. */
    public Set<Long> reviewers(long claimId) {
        return history.of(claimId).stream()
                .filter(step -> step.actor().equals(ClaimActor.AREA.name())
                        || step.actor().equals(ClaimActor.CITY.name()))
                .map(ClaimStep::personId)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Which of these claims the person decided on in an office. */
    public Set<Long> reviewedBy(long personId, Collection<Long> claimIds) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT DISTINCT claim_id FROM claim_event
                         WHERE claim_id = ANY (:claims) AND person_id = :person AND actor IN ('AREA','CITY')""")
                .bindArray("claims", Long.class, claimIds.toArray())
                .bind("person", personId)
                .mapTo(Long.class)
                .collect(Collectors.toSet()));
    }

    /** The claim is in a payment batch now; somebody who reviewed it is refused. */
    @Transactional
    public ClaimInfo start(long claimId, long personId, String batch) {
        if (reviewers(claimId).contains(personId)) {
            throw Problem.forbidden("Nobody pays a claim they reviewed.");
        }
        return step(claimId, ClaimMove.START_PAYMENT, personId, batch, clock.instant());
    }

    /**
     * The money went out.
     *
     * @param payment names the payment; the same one again is an illegal transition, since the claim is paid
     * @throws io.weiyi.ledger.OverdraftRefused where the layer's grant does not cover it
     */
    @Transactional
    public ClaimInfo paid(long claimId, long personId, String payment) {
        Instant now = clock.instant();
        ClaimInfo claim = step(claimId, ClaimMove.CONFIRM_PAYMENT, personId, payment, now);
        awards.consume(claim, payment, now);
        return claim;
    }

    /** The payment failed, or came back (退汇) after it was taken as paid. */
    @Transactional
    public ClaimInfo failed(long claimId, long personId, String payment, String reason) {
        Instant now = clock.instant();
        ClaimInfo before = rows.locked(claimId).orElseThrow(Problem::notFound);
        ClaimInfo claim = step(claimId, ClaimMove.FAIL_PAYMENT, personId, reason, now);
        if (before.status() == ClaimStatus.PAID) {
            awards.unconsume(before, payment, now);
        }
        return claim;
    }

    /** The payee was corrected, so the claim may be paid in a later batch. */
    @Transactional
    public ClaimInfo retry(long claimId, long personId, String note) {
        return step(claimId, ClaimMove.RETRY_PAYMENT, personId, note, clock.instant());
    }

    /** Paid money is asked back (追缴). */
    @Transactional
    public ClaimInfo recover(long claimId, long personId, String reason) {
        return step(claimId, ClaimMove.RECOVER, personId, reason, clock.instant());
    }

    /** What was asked back has come. */
    @Transactional
    public ClaimInfo recovered(long claimId, long personId, String note) {
        return step(claimId, ClaimMove.CONFIRM_RECOVERY, personId, note, clock.instant());
    }

    private ClaimInfo step(long claimId, ClaimMove move, long personId, String note, Instant now) {
        ClaimInfo claim = rows.locked(claimId).orElseThrow(Problem::notFound);
        if (ClaimMoves.edge(claim.status(), move).isEmpty()) {
            throw Problem.illegalTransition("A claim that is " + claim.status() + " does not allow " + move + ".");
        }
        history.step(
                claim,
                claim.status(),
                move,
                new ClaimHistory.By(ClaimActor.FINANCE, personId),
                note,
                claim.subsidyFen(),
                now);
        return rows.find(claimId).orElseThrow();
    }
}
