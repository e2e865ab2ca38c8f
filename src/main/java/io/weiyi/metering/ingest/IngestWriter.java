package io.weiyi.metering.ingest;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.metering.MeteringConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes: takes what has come, commits it in one transaction, then answers the devices and acknowledges
 * to the broker. While the database is away it holds what it has; the broker sends no more than it may have unacknowledged.
 */
@Singleton
class IngestWriter implements Runnable {

    private static final Logger LOG = Logger.getLogger(IngestWriter.class);
    private static final int TIMEOUT_SECONDS = 60;
    private static final int DISCONNECT_MS = 1_000;
    private static final Duration RETRY_FIRST = Duration.ofMillis(200);
    private static final Duration RETRY_MAX = Duration.ofSeconds(10);
    /** What nobody foresaw may pass too, say with a connection that broke in an odd way; it is tried so many times. */
    private static final int TRIES_MAX = 5;
    /** Fewer are worth waiting for more. */
    private static final int FEW = 100;

    private final BatchCommit commit;
    private final QuarantineRows quarantine;
    private final ReadingRows readings;
    private final DeviceStates states;
    private final Publications publications;
    private final IngestMeters meters;
    private final MeteringConfig config;
    private final Clock clock;
    private final BlockingQueue<Delivery> queue = new ArrayBlockingQueue<>(2 * IngestLink.UNACKNOWLEDGED_MAX);
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;
    private long lastBatch = System.nanoTime();

    IngestWriter(
            BatchCommit commit,
            QuarantineRows quarantine,
            ReadingRows readings,
            DeviceStates states,
            Publications publications,
            IngestMeters meters,
            MeteringConfig config,
            Clock clock) {
        this.commit = commit;
        this.quarantine = quarantine;
        this.readings = readings;
        this.states = states;
        this.publications = publications;
        this.meters = meters;
        this.config = config;
        this.clock = clock;
    }

    void start() {
        Thread started = new Thread(this, "ingest-writer");
        thread = started;
        started.start();
    }

    /** Finishes the batch in hand and no more; what is not acknowledged is sent again to whoever connects next. */
    void stop() {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Hands over a message; waits when there is no room, which in turn makes the broker wait. */
    void put(Delivery delivery) throws InterruptedException {
        queue.put(delivery);
    }

    @Override
    public void run() {
        List<Delivery> batch = List.of();
        while (!stopped) {
            try {
                batch = next();
                write(batch);
            } catch (InterruptedException e) {
                // Only stopping interrupts.
                return;
            } catch (RuntimeException e) {
                LOG.errorf(e, "a batch failed in a way that was not foreseen; its messages will be sent again");
                giveBack(batch);
            }
        }
    }

    /** The broker sends again what it is not told to be done, but only on another connection. */
    private static void giveBack(List<Delivery> batch) {
        batch.stream().map(Delivery::by).distinct().forEach(connection -> {
            try {
                connection.disconnectForcibly(0, DISCONNECT_MS, false);
            } catch (MqttException | RuntimeException e) {
                LOG.debugf("the connection was gone already: %s", e.getMessage());
            }
        });
    }

    private List<Delivery> next() throws InterruptedException {
        List<Delivery> batch = new ArrayList<>();
        batch.add(queue.take());
        long lingered = System.nanoTime() + config.linger().toNanos();
        long paced = Math.max(lingered, lastBatch + config.pace().toNanos());
        while (batch.size() < config.batch()) {
            long deadline = batch.size() < FEW ? paced : lingered;
            Delivery more = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (more == null) {
                break;
            }
            batch.add(more);
            queue.drainTo(batch, config.batch() - batch.size());
        }
        lastBatch = System.nanoTime();
        return batch;
    }

    private void write(List<Delivery> batch) throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        for (Delivery delivery : batch) {
            if (delivery.inspected() != null) {
                try {
                    messages.add(delivery.inspected().get());
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a reading of " + delivery.device() + " could not be looked at", e);
                }
            }
        }
        commit(messages);
        // Of several states of a device only the last one says how it is; so nobody keeps the writer busy with them.
        Map<String, Delivery> latest = new LinkedHashMap<>();
        for (Delivery delivery : batch) {
            if (delivery.state() != null) {
                latest.put(delivery.device(), delivery);
            }
        }
        latest.values().forEach(this::note);
        batch.forEach(IngestWriter::acknowledge);
    }

    private void note(Delivery delivery) {
        try {
            QuarkusTransaction.requiringNew()
                    .run(() -> states.note(
                            delivery.device(), Objects.requireNonNull(delivery.state()), delivery.retained()));
        } catch (RuntimeException e) {
            // A state is only shown, and the next one is on its way.
            LOG.warnf(e, "the state of %s could not be noted", delivery.device());
        }
    }

    private void commit(List<Message> messages) throws InterruptedException {
        if (messages.isEmpty()) {
            return;
        }
        Duration wait = RETRY_FIRST;
        int tries = 0;
        while (true) {
            try {
                long began = System.nanoTime();
                BatchCommit.Outcome outcome = QuarkusTransaction.requiringNew()
                        .timeout(TIMEOUT_SECONDS)
                        .call(() -> commit.commit(messages, clock.instant()));
                meters.committed(messages, outcome.refusals(), System.nanoTime() - began, clock.instant());
                publications.ack(outcome.acks());
                publications.refuse(outcome.refusals());
                return;
            } catch (RuntimeException e) {
                readings.forgetMonth();
                Setback setback = Setback.of(e);
                if (setback != Setback.PASSING && ++tries >= tries(setback, messages.size())) {
                    divide(messages, e);
                    return;
                }
                LOG.warnf("readings wait for the database: %s", e.getMessage());
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
                wait = wait.multipliedBy(2).compareTo(RETRY_MAX) > 0 ? RETRY_MAX : wait.multipliedBy(2);
            }
        }
    }

    /** What another transaction did meanwhile may look like a message's fault: one alone is tried once more. */
    private static int tries(Setback setback, int messages) {
        int refused = messages > 1 ? 1 : 2;
        return setback == Setback.OF_THE_MESSAGES ? refused : TRIES_MAX;
    }

    /** One message that cannot be stored must not hold up the others: it is found by halves and put aside. */
    private void divide(List<Message> messages, RuntimeException failure) throws InterruptedException {
        if (messages.size() > 1) {
            int half = messages.size() / 2;
            commit(messages.subList(0, half));
            commit(messages.subList(half, messages.size()));
            return;
        }
        Message message = messages.get(0);
        LOG.errorf(failure, "a message of %s cannot be stored and goes into quarantine", message.device());
        Message.Bad bad = message instanceof Message.Bad refused
                ? refused
                : message.refused(Refusal.MALFORMED, "it could not be stored");
        QuarkusTransaction.requiringNew().run(() -> quarantine.insert(List.of(bad)));
        publications.refuse(List.of(bad));
    }

    private static void acknowledge(Delivery delivery) {
        try {
            delivery.by().messageArrivedComplete(delivery.packetId(), delivery.qos());
        } catch (MqttException | RuntimeException e) {
            // The connection is gone, which the library answers with either, or with a null pointer once its own parts
            // are taken down; the message comes again and is known as a duplicate.
            LOG.debugf("message %d was not acknowledged: %s", delivery.packetId(), e.getMessage());
        }
    }
}
