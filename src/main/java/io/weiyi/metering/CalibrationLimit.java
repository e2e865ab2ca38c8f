package io.weiyi.metering;

import java.util.Arrays;
import java.util.Optional;

/** A number of a calibration: its name in the config message, what agents take when nobody says it, and its bounds. */
public enum CalibrationLimit {
    CPU_PERCENT("cpuPercent", 5, 1, 6_400),
    INPUT_SECONDS("inputSeconds", 300, 5, 86_400),
    ON_WATTS("onWatts", 5, 1, 100_000),
    RUN_WATTS("runWatts", 50, 1, 100_000),
    HYSTERESIS_PERCENT("hysteresisPercent", 10, 0, 50),
    START_SECONDS("startSeconds", 0, 0, 600),
    STOP_SECONDS("stopSeconds", 0, 0, 600),
    ACTIVE_SECONDS("activeSeconds", 0, 0, 600),
    IDLE_SECONDS("idleSeconds", 30, 0, 600),
    BLIND_SECONDS("blindSeconds", 300, 0, 3_600);

    private final String wireName;
    private final int preset;
    private final int min;
    private final int max;

    CalibrationLimit(String wireName, int preset, int min, int max) {
        this.wireName = wireName;
        this.preset = preset;
        this.min = min;
        this.max = max;
    }

    public String wireName() {
        return wireName;
    }

    public int preset() {
        return preset;
    }

    public int min() {
        return min;
    }

    public int max() {
        return max;
    }

    static Optional<CalibrationLimit> of(String wireName) {
        return Arrays.stream(values())
                .filter(limit -> limit.wireName.equals(wireName))
                .findFirst();
    }
}
