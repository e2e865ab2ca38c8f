package io.weiyi.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(60), new Random(2024));

    @Test
    void nextMillis_failureAfterFailure_doublesUpToTheLimitWithJitter() {
        long full = 500;
        for (int i = 0; i < 200; i++) {
            assertThat(backoff.nextMillis()).isBetween(full / 2, full);
            full = Math.min(2 * full, 60_000);
        }
    }

    @Test
    void reset_afterSuccess_startsSmallAgain() {
        for (int i = 0; i < 10; i++) {
            backoff.nextMillis();
        }
        backoff.reset();

        assertThat(backoff.nextMillis()).isLessThanOrEqualTo(500);
    }
}
