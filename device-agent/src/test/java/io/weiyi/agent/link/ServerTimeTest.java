package io.weiyi.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerTimeTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final ServerTime time = new ServerTime();

    @Test
    void offsetMillis_neverSynced_null() {
        time.localClockMoved(5_000);

        assertThat(time.offsetMillis()).isNull();
        assertThat(time.of(NOON)).isEqualTo(NOON);
    }

    @Test
    void localClockMoved_afterASync_serverTimeStaysRight() {
        time.sync(NOON.plusSeconds(10), NOON);
        time.localClockMoved(3_600_000);

        assertThat(time.of(NOON.plusSeconds(3_600))).isEqualTo(NOON.plusSeconds(10));
    }
}
