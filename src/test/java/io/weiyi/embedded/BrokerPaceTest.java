package io.weiyi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BrokerPaceTest {

    private static final BrokerPace.Pace PACE = new BrokerPace.Pace(100, 100_000, Duration.ofMillis(200));
    private static final int SMALL = 500;

    private long now = Long.MAX_VALUE - 1_000;
    private final BrokerPace.Allowance sender = new BrokerPace.Allowance(PACE, () -> now);

    @Test
    void withinItsPace_neverPauses() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(sender.pause(SMALL)).isZero();
            pass(10);
        }
    }

    @Test
    void afterQuiet_aBurstPasses_andThenAPause() {
        pass(60_000);
        for (int i = 0; i < 20; i++) {
            assertThat(sender.pause(SMALL)).isZero();
        }
        assertThat(sender.pause(SMALL)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
    }

    @Test
    void whatWasReadAlready_isPaidByTheNextPause() {
        for (int i = 0; i < 21; i++) {
            sender.pause(SMALL);
        }
        for (int i = 0; i < 30; i++) {
            assertThat(sender.pause(SMALL)).isZero();
        }
        pass(10);
        assertThat(sender.pause(SMALL)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(310));
    }

    @Test
    void overAnHour_aFloodGetsItsPaceAndNoMore() {
        long start = now;
        int taken = 0;
        while (now - start < TimeUnit.HOURS.toNanos(1)) {
            now += sender.pause(SMALL);
            taken++;
        }
        assertThat(taken).isBetween(3_600 * 100, 3_600 * 100 + 21);
    }

    @Test
    void bytesCountWhereTheyAreMore() {
        for (int i = 0; i < 2; i++) {
            assertThat(sender.pause(10_000)).isZero();
        }
        assertThat(sender.pause(10_000)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void aPauseIsNeverSoLong_thatThePingsAreMissed() {
        assertThat(sender.pause(100_000_000)).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void aServer_isNotPaced() {
        BrokerPace.Allowance server = new BrokerPace.Allowance(null, () -> now);
        for (int i = 0; i < 10_000; i++) {
            assertThat(server.pause(1_000_000)).isZero();
        }
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
