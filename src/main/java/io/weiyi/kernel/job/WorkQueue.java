package io.weiyi.kernel.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** Where rooms leave work to be done once it is due, in the transaction that makes the work necessary. */
@ApplicationScoped
public class WorkQueue {

    private final Jdbi jdbi;
    private final Clock clock;

    WorkQueue(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * Adds work; when the same work is open already, the earlier due time holds.
     *
     * @param kind the kind a {@link WorkHandler} answers to
     * @param subject what to work on, an id
     * @param dueAt not before this moment
     */
    public void enqueue(String kind, String subject, Instant dueAt) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO work_row (kind, subject, due_at, created_at) VALUES (:kind, :subject, :due, :now)
                        ON CONFLICT (kind, subject) WHERE done_at IS NULL
                        DO UPDATE SET due_at = least(work_row.due_at, excluded.due_at)""")
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("due", dueAt)
                .bind("now", clock.instant())
                .execute());
    }
}
