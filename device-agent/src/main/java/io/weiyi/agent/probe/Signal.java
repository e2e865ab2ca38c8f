package io.weiyi.agent.probe;

import java.util.Arrays;
import java.util.Optional;

/** The words of a rule, and which sensor answers each. */
public enum Signal {
    PROCESS("process", "process"),
    CPU("cpu", "cpu"),
    LOGIN("login", "desktop"),
    INPUT("input", "desktop"),
    POWER_ON("power.on", "power"),
    POWER_RUN("power.run", "power");

    private final String word;
    private final String sensor;

    Signal(String word, String sensor) {
        this.word = word;
        this.sensor = sensor;
    }

    public String word() {
        return word;
    }

    /** The name of the sensor, part of the claim {@code probe}. */
    public String sensor() {
        return sensor;
    }

    static Optional<Signal> of(String word) {
        return Arrays.stream(values())
                .filter(signal -> signal.word.equals(word))
                .findFirst();
    }
}
