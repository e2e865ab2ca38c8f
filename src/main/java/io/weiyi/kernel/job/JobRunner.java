package io.weiyi.kernel.job;

import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** Runs periodic jobs and work rows. One item's failure is logged and put off; it never stops the others. */
@Singleton
class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);
    private static final int ROWS_PER_RUN_MAX = 200;
    private static final Duration RETRY_MAX = Duration.ofHours(1);

    private final Jdbi jdbi;
    private final Clock clock;
    private final List<WorkHandler> handlers;
    private final List<PeriodicJob> jobs;
    private final Map<String, Instant> lastRuns = new HashMap<>();

    JobRunner(Jdbi jdbi, Clock clock, @All List<WorkHandler> handlers, @All List<PeriodicJob> jobs) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.handlers = handlers;
        this.jobs = jobs;
    }

    @Scheduled(every = "${weiyi.job.every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void runAll() {
        for (PeriodicJob job : jobs) {
            runJob(job);
        }
        for (WorkHandler handler : handlers) {
            runRows(handler);
        }
    }

    private void runJob(PeriodicJob job) {
        Instant now = clock.instant();
        Instant last = lastRuns.get(job.name());
        if (last != null && last.plus(job.every()).isAfter(now)) {
            return;
        }
        lastRuns.put(job.name(), now);
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                if (lock("job:" + job.name())) {
                    job.run(now);
                }
            });
        } catch (RuntimeException e) {
            LOG.errorf(e, "job %s failed and will run again", job.name());
        }
    }

    private boolean lock(String name) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
                        .bind("name", name)
                        .mapTo(Boolean.class)
                        .one());
    }

    private void runRows(WorkHandler handler) {
        for (int done = 0; done < ROWS_PER_RUN_MAX; done++) {
            Instant now = clock.instant();
            WorkRow[] taken = new WorkRow[1];
            try {
                boolean worked = QuarkusTransaction.requiringNew().call(() -> {
                    Optional<WorkRow> row = take(handler.kind(), now);
                    row.ifPresent(r -> {
                        taken[0] = r;
                        handler.handle(r.subject(), now)
                                .ifPresentOrElse(later -> putOff(r.id(), later), () -> finish(r.id(), now));
                    });
                    return row.isPresent();
                });
                if (!worked) {
                    return;
                }
            } catch (RuntimeException e) {
                WorkRow row = taken[0];
                if (row == null) {
                    LOG.errorf(e, "work of kind %s could not be taken", handler.kind());
                    return;
                }
                LOG.errorf(e, "work %s of %s failed and will be tried again", row.id(), handler.kind());
                QuarkusTransaction.requiringNew().run(() -> fail(row, now, e));
            }
        }
    }

    private Optional<WorkRow> take(String kind, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, subject, attempts FROM work_row
                         WHERE kind = :kind AND done_at IS NULL AND due_at <= :now
                         ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED""")
                .bind("kind", kind)
                .bind("now", now)
                .map((row, context) -> new WorkRow(row.getLong(1), row.getString(2), row.getInt(3)))
                .findOne());
    }

    private void finish(long id, Instant now) {
        jdbi.useHandle(
                handle -> handle.createUpdate("UPDATE work_row SET done_at = :now, last_error = NULL WHERE id = :id")
                        .bind("now", now)
                        .bind("id", id)
                        .execute());
    }

    private void putOff(long id, Instant later) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE work_row SET due_at = :later WHERE id = :id")
                .bind("later", later)
                .bind("id", id)
                .execute());
    }

    private void fail(WorkRow row, Instant now, RuntimeException e) {
        Duration wait = Duration.ofSeconds(1L << Math.min(row.attempts(), 12));
        Instant later = now.plus(wait.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : wait);
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE work_row SET due_at = :later, attempts = attempts + 1, last_error = :error WHERE id = :id")
                .bind("later", later)
                .bind("error", String.valueOf(e))
                .bind("id", row.id())
                .execute());
    }

    private record WorkRow(long id, String subject, int attempts) {}
}
