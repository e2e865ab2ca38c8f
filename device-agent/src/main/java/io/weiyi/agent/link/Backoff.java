package io.weiyi.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling from half a second up to a limit, and somewhere between half of that and
 * all of it, so that a thousand agents do not come back in the same instant.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 500;
    private static final int DOUBLINGS_MAX = 20;

    private final long limitMillis;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration limit, RandomGenerator random) {
        this.limitMillis = limit.toMillis();
        this.random = random;
    }

    long nextMillis() {
        long full = Math.min(FIRST_MILLIS << Math.min(failures, DOUBLINGS_MAX), limitMillis);
        failures++;
        return full / 2 + random.nextLong(full / 2 + 1);
    }

    void reset() {
        failures = 0;
    }
}
