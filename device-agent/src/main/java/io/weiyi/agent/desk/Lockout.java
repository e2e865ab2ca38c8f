package io.weiyi.agent.desk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Bounds how often codes can be guessed: after five wrong ones within a quarter of an hour none is looked at until the
 * first of them is that old. A right code does not wipe the slate, or whoever has one could guess others for ever.
 */
final class Lockout {
    static final int WRONG_MAX = 5;
    private static final long SPAN_MILLIS = Duration.ofMinutes(15).toMillis();

    private final LongSupplier monotonic;
    private final Deque<Long> wrong = new ArrayDeque<>();

    Lockout(LongSupplier monotonic) {
        this.monotonic = monotonic;
    }

    /** How long no code is looked at, in whole seconds; 0 when one may be tried. */
    synchronized long secondsLeft() {
        long now = monotonic.getAsLong();
        while (!wrong.isEmpty() && now - wrong.getFirst() >= SPAN_MILLIS) {
            wrong.removeFirst();
        }
        return wrong.size() < WRONG_MAX ? 0 : (SPAN_MILLIS - (now - wrong.getFirst()) + 999) / 1000;
    }

    /** One more wrong code; answers how many may still be tried. */
    synchronized int wrong() {
        wrong.addLast(monotonic.getAsLong());
        return Math.max(0, WRONG_MAX - wrong.size());
    }
}
