package io.weiyi.agent.probe;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does something again and again with a pause between, on a thread of its own: what is asked may hang, and must not keep the
 * agent waiting. A round that fails unforeseen is logged, and the next one comes all the same.
 */
public final class Rounds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

    private final ScheduledExecutorService thread;
    private final Runnable round;
    private final Duration pause;

    public Rounds(String name, Runnable round, Duration pause) {
        this.round = round;
        this.pause = pause;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::once, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void once() {
        try {
            round.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "a look from the side failed", e);
        }
    }

    /** Interrupts a round under way; no other follows. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
