package io.weiyi.agent.config;

/** A number by which one instrument is calibrated: its names in the settings file and on the wire, its preset and bounds. */
public enum Limit {
    /** The program works when it uses so much of one core. */
    CPU_PERCENT("cpu-percent", "cpuPercent", 5, 1, 6_400),
    /** Somebody is at the machine when keyboard or mouse were touched within so many seconds. */
    INPUT_SECONDS("input-seconds", "inputSeconds", 300, 5, 86_400),
    /** The instrument is switched on from here. */
    ON_WATTS("on-watts", "onWatts", 5, 1, 100_000),
    /** The instrument works from here. */
    RUN_WATTS("run-watts", "runWatts", 50, 1, 100_000),
    /** How far below its threshold a value must fall before it no longer counts. */
    HYSTERESIS_PERCENT("hysteresis-percent", "hysteresisPercent", 10, 0, 50),
    /** How long an instrument must run before a session starts. */
    START_SECONDS("start-seconds", "startSeconds", 0, 0, 600),
    /** How long it must not run before the session ends. */
    STOP_SECONDS("stop-seconds", "stopSeconds", 0, 0, 600),
    /** How long it must work before it is active. */
    ACTIVE_SECONDS("active-seconds", "activeSeconds", 0, 0, 600),
    /** How long it must not work before it is idle. */
    IDLE_SECONDS("idle-seconds", "idleSeconds", 30, 0, 600),
    /** How long a session outlives the sight of its instrument. */
    BLIND_SECONDS("blind-seconds", "blindSeconds", 300, 0, 3_600);

    private final String key;
    private final String wireName;
    private final int preset;
    private final int min;
    private final int max;

    Limit(String key, String wireName, int preset, int min, int max) {
        this.key = key;
        this.wireName = wireName;
        this.preset = preset;
        this.min = min;
        this.max = max;
    }

    /** The last part of the key in the settings file. */
    public String key() {
        return key;
    }

    /** The name in a message of the config topic. */
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
}
