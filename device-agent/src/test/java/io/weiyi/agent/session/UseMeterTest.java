package io.weiyi.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.reading.Counters;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UseMeterTest {
    private final UseMeter meter = new UseMeter(Counters.ZERO, 0);

    @Test
    void credit_brokenSeconds_carriedOver() {
        for (int i = 0; i < 10; i++) {
            meter.credit(999, true);
        }

        assertThat(meter.counters()).isEqualTo(new Counters(9, 0));
        assertThat(meter.carryMillis()).isEqualTo(990);
    }

    @Test
    void credit_negative_countsNothing() {
        meter.credit(-5_000, true);

        assertThat(meter.counters()).isEqualTo(Counters.ZERO);
    }

    @Test
    void creditUnseen_longerThanTheLimit_restIsIdle() {
        meter.creditUnseen(30_500, 25_000);

        assertThat(meter.counters()).isEqualTo(new Counters(25, 5));
        assertThat(meter.carryMillis()).isEqualTo(500);
    }

    @Test
    void credit_anyMix_neverGoesBackAndNeverDriftsByASecond() {
        Random random = new Random(2024);
        long total = 0;
        Counters before = Counters.ZERO;
        for (int i = 0; i < 10_000; i++) {
            long millis = random.nextInt(3_000);
            total += millis;
            meter.credit(millis, random.nextBoolean());
            Counters now = meter.counters();
            assertThat(now.activeSeconds()).isGreaterThanOrEqualTo(before.activeSeconds());
            assertThat(now.idleSeconds()).isGreaterThanOrEqualTo(before.idleSeconds());
            assertThat(now.runSeconds()).isEqualTo(total / 1000);
            before = now;
        }
    }
}
