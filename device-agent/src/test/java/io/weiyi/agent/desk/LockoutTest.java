package io.weiyi.agent.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LockoutTest {
    private final AtomicLong clock = new AtomicLong(1_000);
    private final Lockout lockout = new Lockout(clock::get);

    @Test
    void wrong_fiveTimes_nothingIsLookedAtForAQuarterOfAnHour() {
        for (int left = 4; left >= 0; left--) {
            assertThat(lockout.secondsLeft()).isZero();
            assertThat(lockout.wrong()).isEqualTo(left);
            clock.addAndGet(1_000);
        }
        assertThat(lockout.secondsLeft()).isEqualTo(900 - 5);
        clock.addAndGet(Duration.ofSeconds(894).toMillis());
        assertThat(lockout.secondsLeft()).isEqualTo(1);
        clock.addAndGet(1_000);
        assertThat(lockout.secondsLeft()).isZero();
        assertThat(lockout.wrong()).isZero();
        assertThat(lockout.secondsLeft()).isPositive();
    }
}
