package io.weiyi.agent.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings what other threads have to say to the agent's thread. It is bounded: who writes faster than the agent reads has to
 * wait, and with it the network.
 */
final class Mailbox implements Executor {
    private static final int LETTERS_MAX = 2_000;

    private final Thread reader;
    private final BlockingQueue<Runnable> letters = new ArrayBlockingQueue<>(LETTERS_MAX);
    /** What the reader says to itself must never wait for the reader. */
    private final Deque<Runnable> own = new ArrayDeque<>();

    Mailbox(Thread reader) {
        this.reader = reader;
    }

    @Override
    public void execute(Runnable letter) {
        if (Thread.currentThread() == reader) {
            own.add(letter);
            return;
        }
        try {
            letters.put(letter);
        } catch (InterruptedException e) {
            // A connection being torn down; what it had to say is of no use any more.
            Thread.currentThread().interrupt();
        }
    }

    /** The next letter, or null when none came in time. */
    @Nullable
    Runnable take(long waitMillis) throws InterruptedException {
        Runnable mine = own.poll();
        return mine != null ? mine : letters.poll(Math.max(waitMillis, 0), TimeUnit.MILLISECONDS);
    }

    /** Wakes the reader from any thread; it need not find room. */
    void wake() {
        letters.offer(() -> {});
    }
}
