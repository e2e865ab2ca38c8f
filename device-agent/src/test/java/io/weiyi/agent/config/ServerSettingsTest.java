package io.weiyi.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
    private static Optional<ServerSettings> parse(String text) {
        return ServerSettings.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parse_everything_taken() {
        ServerSettings settings = parse("""
                        {"version":3,"tickSeconds":30,"aliveSeconds":300,
                         "instruments":[{"id":"17","watch":["acquire.exe","/opt/sem"]}],
                         "bookings":[{"id":77,"instrumentId":"17",
                           "startsAt":"2026-11-23T08:00:00Z","endsBefore":"2026-11-23T10:00:00Z"}]}
                        """).orElseThrow();

        assertThat(settings.version()).isEqualTo(3);
        assertThat(settings.tick()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.calibrations().get("17").programs()).containsExactly("acquire.exe", "/opt/sem");
        assertThat(settings.bookings()).singleElement().satisfies(booking -> {
            assertThat(booking.id()).isEqualTo("77");
            assertThat(booking.covers("17", Instant.parse("2026-11-23T08:00:00Z")))
                    .isTrue();
            assertThat(booking.covers("17", Instant.parse("2026-11-23T10:00:00Z")))
                    .isFalse();
            assertThat(booking.covers("18", Instant.parse("2026-11-23T09:00:00Z")))
                    .isFalse();
        });
    }

    @Test
    void parse_calibration_takenWithinItsBounds() {
        Calibration calibration = parse("""
                        {"version":4,"instruments":[{"id":"17","watch":[],"running":"process and power.on",
                          "active":"cpu or power.run","cpuPercent":12,"runWatts":140,"onWatts":0,"idleSeconds":9999,
                          "stopSeconds":"5","blindSeconds":60}]}
                        """).orElseThrow().calibrations().get("17");

        assertThat(calibration)
                .isEqualTo(new Calibration(
                        List.of(),
                        "process and power.on",
                        "cpu or power.run",
                        Map.of(Limit.CPU_PERCENT, 12, Limit.RUN_WATTS, 140, Limit.BLIND_SECONDS, 60)));
    }

    @Test
    void over_serverLocalPreset_eachWhereTheOneAboveIsSilent() {
        Calibration server = new Calibration(null, "power.on", null, Map.of(Limit.ON_WATTS, 20));
        Calibration local =
                new Calibration(List.of("sem"), "process", "cpu", Map.of(Limit.ON_WATTS, 9, Limit.CPU_PERCENT, 3));

        Calibration both = server.over(local);

        assertThat(both.programs()).containsExactly("sem");
        assertThat(both.runningRule()).isEqualTo("power.on");
        assertThat(both.activeRule()).isEqualTo("cpu");
        assertThat(both.limit(Limit.ON_WATTS)).isEqualTo(20);
        assertThat(both.limit(Limit.CPU_PERCENT)).isEqualTo(3);
        assertThat(both.limit(Limit.RUN_WATTS)).isEqualTo(Limit.RUN_WATTS.preset());
        assertThat(Calibration.NONE.runningRule()).isEqualTo("process");
        assertThat(Calibration.NONE.activeRule()).isEqualTo("yes");
    }

    @Test
    void parse_nonsense_leftOutOrRefused() {
        assertThat(parse("not json")).isEmpty();
        assertThat(parse("[1,2]")).isEmpty();
        assertThat(parse("{\"version\":1" + " ".repeat(70_000) + "}")).isEmpty();
        assertThat(parse("[".repeat(5_000))).isEmpty();

        ServerSettings settings = parse("""
                        {"version":"x","tickSeconds":-5,"aliveSeconds":1e99,
                         "instruments":[7,{"id":{}},{"id":"17","watch":"x"},{"id":"18","watch":[null,"",{},"ok"]}],
                         "bookings":[{"id":"1"},{"id":"2","instrumentId":"17","startsAt":"yesterday","endsBefore":1}]}
                        """).orElseThrow();
        assertThat(settings.version()).isZero();
        assertThat(settings.tick()).isNull();
        assertThat(settings.alive()).isNull();
        assertThat(settings.calibrations()).containsOnlyKeys("17", "18").containsEntry("17", Calibration.NONE);
        assertThat(settings.calibrations().get("18").programs()).containsExactly("ok");
        assertThat(settings.bookings()).isEmpty();
    }

    @Test
    void parse_emptyMessage_takesEverythingBack() {
        assertThat(parse("")).contains(ServerSettings.NONE);
    }
}
