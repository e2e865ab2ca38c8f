package io.weiyi.voucher;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Ends claims that were returned and not handed in again in time (逾期失效): charges, invoices and money are free again. */
@ApplicationScoped
class ClaimExpiry implements PeriodicJob {

    private static final int MOST = 200;

    private final Jdbi jdbi;
    private final ClaimRows rows;
    private final ClaimDesk desk;
    private final ClaimHistory history;

    ClaimExpiry(Jdbi jdbi, ClaimRows rows, ClaimDesk desk, ClaimHistory history) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.desk = desk;
        this.history = history;
    }

    @Override
    public String name() {
        return "voucher.expiry";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Instant now) {
        List<Long> late = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id FROM claim WHERE status = 'RETURNED' AND due_at < :now ORDER BY due_at, id LIMIT :most")
                .bind("now", now)
                .bind("most", MOST)
                .mapTo(Long.class)
                .list());
        for (long id : late) {
            ClaimInfo claim = rows.locked(id).orElseThrow();
            Instant due = claim.dueAt();
            if (claim.status() == ClaimStatus.RETURNED && due != null && due.isBefore(now)) {
                desk.release(claim, now);
                history.step(claim, claim.status(), ClaimMove.EXPIRE, ClaimHistory.By.SYSTEM, "", null, now);
                rows.letGo(id);
            }
        }
    }
}
