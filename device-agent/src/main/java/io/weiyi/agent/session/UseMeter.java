package io.weiyi.agent.session;

import io.weiyi.agent.reading.Counters;

/**
 * Counts whole seconds of use. What is left of a second is carried over to the next stretch, so that the sum never drifts
 * from the clock by more than a second and no counter ever goes back.
 */
final class UseMeter {
    private static final long MILLIS = 1000;

    private long activeSeconds;
    private long idleSeconds;
    private long carryMillis;

    UseMeter(Counters soFar, long carryMillis) {
        this.activeSeconds = soFar.activeSeconds();
        this.idleSeconds = soFar.idleSeconds();
        this.carryMillis = carryMillis;
    }

    void credit(long elapsedMillis, boolean active) {
        long millis = carryMillis + Math.max(elapsedMillis, 0);
        carryMillis = millis % MILLIS;
        if (active) {
            activeSeconds += millis / MILLIS;
        } else {
            idleSeconds += millis / MILLIS;
        }
    }

    /** Credits a time in which nobody looked: active up to a limit, idle beyond it. */
    void creditUnseen(long elapsedMillis, long activeLimitMillis) {
        long elapsed = Math.max(elapsedMillis, 0);
        long active = Math.min(elapsed, activeLimitMillis);
        credit(active, true);
        credit(elapsed - active, false);
    }

    Counters counters() {
        return new Counters(activeSeconds, idleSeconds);
    }

    long carryMillis() {
        return carryMillis;
    }
}
