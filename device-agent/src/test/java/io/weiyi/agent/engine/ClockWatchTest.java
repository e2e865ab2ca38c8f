package io.weiyi.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.session.Timepiece;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private long wall = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();
    private long mono = 1_000_000;
    private OptionalLong uptime = OptionalLong.of(5_000_000);

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(wall);
        }
    };
    private final ClockWatch watch =
            new ClockWatch(new Timepiece(clock, () -> mono), new ServerTime(), 60_000, () -> uptime);

    private void pass(long wallMillis, long monoMillis, long uptimeMillis) {
        wall += wallMillis;
        mono += monoMillis;
        if (uptime.isPresent()) {
            uptime = OptionalLong.of(uptime.getAsLong() + uptimeMillis);
        }
    }

    @Test
    void check_timePasses_nothing() {
        for (int i = 0; i < 100; i++) {
            pass(1_010, 1_000, 1_000);
            assertThat(watch.check()).isEmpty();
        }
    }

    @Test
    void check_clockSetForwardOrBack_clockOnce() {
        pass(61_000, 1_000, 1_000);
        assertThat(watch.check()).contains("clock");
        pass(1_000, 1_000, 1_000);
        assertThat(watch.check()).isEmpty();
        pass(-3_600_000, 100, 100);
        assertThat(watch.check()).contains("clock");
    }

    @Test
    void check_machineSlept_suspend() {
        pass(3_600_000, 1_000, 3_600_000);

        assertThat(watch.check()).contains("suspend");
    }

    @Test
    void check_machineSleptWhereMonotonicGoesOn_suspend() {
        uptime = OptionalLong.empty();
        ClockWatch elsewhere = new ClockWatch(new Timepiece(clock, () -> mono), new ServerTime(), 60_000, () -> uptime);
        pass(3_600_000, 3_600_000, 0);

        assertThat(elsewhere.check()).contains("suspend");
    }
}
