package io.weiyi.notification;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Sends what waits in the outbox. Each message has a transaction of its own: it is marked only after the gateway took it,
 * so a crash in between sends it again under the same id, and one that fails holds up no other.
 */
@Singleton
class SendJob implements PeriodicJob {

    private static final Logger LOG = Logger.getLogger(SendJob.class);
    private static final int MESSAGES_PER_RUN_MAX = 100;
    private static final int ATTEMPTS_MAX = 12;
    private static final Duration PAUSE_MAX = Duration.ofMinutes(30);

    private final Jdbi jdbi;
    private final SmsGateway gateway;

    SendJob(Jdbi jdbi, SmsGateway gateway) {
        this.jdbi = jdbi;
        this.gateway = gateway;
    }

    private record Message(long id, UUID stableId, String mobile, String body, int attempts) {}

    @Override
    public String name() {
        return "notification.send";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void run(Instant now) {
        for (int sent = 0; sent < MESSAGES_PER_RUN_MAX; sent++) {
            Message[] taken = new Message[1];
            try {
                boolean worked = QuarkusTransaction.requiringNew().call(() -> {
                    Optional<Message> message = take(now);
                    message.ifPresent(m -> {
                        taken[0] = m;
                        gateway.send(m.stableId(), m.mobile(), m.body());
                        sent(m, now);
                    });
                    return message.isPresent();
                });
                if (!worked) {
                    return;
                }
            } catch (RuntimeException e) {
                Message message = taken[0];
                if (message == null) {
                    throw e;
                }
                LOG.warnf("message %d could not be sent: %s", message.id(), e);
                QuarkusTransaction.requiringNew().run(() -> failed(message, now, e));
            }
        }
    }

    private Optional<Message> take(Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, stable_id, recipient, body, attempts FROM outbox
                         WHERE sent_at IS NULL AND channel = 'SMS' AND due_at <= :now AND attempts < :most
                         ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED""")
                .bind("now", now)
                .bind("most", ATTEMPTS_MAX)
                .map((row, context) -> new Message(
                        row.getLong(1),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5)))
                .findOne());
    }

    /** A text may hold a one-time code, so it is not kept once it was sent. */
    private void sent(Message message, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE outbox SET sent_at = :now, last_error = NULL, body = '' WHERE id = :id")
                .bind("now", now)
                .bind("id", message.id())
                .execute());
    }

    private void failed(Message message, Instant now, RuntimeException e) {
        Duration pause = Duration.ofSeconds(2L << message.attempts());
        Instant later = now.plus(pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause);
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE outbox SET attempts = attempts + 1, due_at = :later, last_error = :error WHERE id = :id")
                .bind("later", later)
                .bind("error", String.valueOf(e))
                .bind("id", message.id())
                .execute());
    }
}
