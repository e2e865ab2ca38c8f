package io.weiyi.notification;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Sends what waits in the outbox for one channel. Each message has a transaction of its own and is locked while it is sent:
 * it is marked only after the carrier took it, so a crash in between sends it again under the same id, two senders never
 * take the same one, and one that fails holds up no other.
 */
final class Delivery {

    static final int ATTEMPTS_MAX = 12;

    private static final Logger LOG = Logger.getLogger(Delivery.class);
    private static final int MESSAGES_PER_RUN_MAX = 100;
    private static final Duration PAUSE_MAX = Duration.ofMinutes(30);

    private final Jdbi jdbi;
    private final String channel;
    private final Carrier carrier;

    Delivery(Jdbi jdbi, String channel, Carrier carrier) {
        this.jdbi = jdbi;
        this.channel = channel;
        this.carrier = carrier;
    }

    /** Whoever takes a message to its reader, perhaps not for the first time. */
    interface Carrier {
        void send(UUID stableId, String recipient, String body);
    }

    private record Message(long id, UUID stableId, String recipient, String body, int attempts) {}

    void run(Instant now) {
        for (int sent = 0; sent < MESSAGES_PER_RUN_MAX; sent++) {
            Message[] taken = new Message[1];
            try {
                boolean worked = QuarkusTransaction.requiringNew().call(() -> {
                    Optional<Message> message = take(now);
                    message.ifPresent(m -> {
                        taken[0] = m;
                        carrier.send(m.stableId(), m.recipient(), m.body());
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
                         WHERE sent_at IS NULL AND channel = :channel AND due_at <= :now AND attempts < :most
                         ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED""")
                .bind("channel", channel)
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
