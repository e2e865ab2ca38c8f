package io.weiyi.notification;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;

/** Messages that could not be sent yet or were given up (发送失败), and the word to try them again. */
@ApplicationScoped
public class DeadLetters {

    private static final int SHOWN_MAX = 500;

    private final Jdbi jdbi;
    private final Audit audit;
    private final Clock clock;

    DeadLetters(Jdbi jdbi, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
    }

    /** A message in trouble; what it says is nobody's but its reader's. */
    public record Letter(
            long id,
            String channel,
            Instant createdAt,
            int attempts,
            boolean givenUp,
            Instant dueAt,
            String lastError) {}

    /** The newest of them. */
    public List<Letter> all() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, channel, created_at, attempts, due_at, last_error FROM outbox
                         WHERE sent_at IS NULL AND attempts > 0 ORDER BY id DESC LIMIT :max""")
                .bind("max", SHOWN_MAX)
                .map((row, context) -> new Letter(
                        row.getLong(1),
                        row.getString(2),
                        row.getTimestamp(3).toInstant(),
                        row.getInt(4),
                        row.getInt(4) >= Delivery.ATTEMPTS_MAX,
                        row.getTimestamp(5).toInstant(),
                        Objects.requireNonNullElse(row.getString(6), "")))
                .list());
    }

    /** Tries one again from the beginning. */
    @Transactional
    public void again(long id) {
        int changed = jdbi.withHandle(handle -> handle.createUpdate(
                        "UPDATE outbox SET attempts = 0, due_at = :now WHERE id = :id AND sent_at IS NULL AND attempts > 0")
                .bind("now", clock.instant())
                .bind("id", id)
                .execute());
        if (changed == 0) {
            throw Problem.notFound();
        }
        audit.record("notice.again", "outbox", Long.toString(id), null, Map.of());
    }
}
