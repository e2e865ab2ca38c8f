package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of an instrument's calibration (计量标定). Where it says nothing, the agent's own file holds.
 *
 * @param version 0 when nobody has calibrated the instrument here
 * @param watch programs by name, path and command line; null leaves them to the agent
 * @param running the rule for running; null leaves it to the agent
 * @param active the rule for working; null leaves it to the agent
 * @param limits numbers by their name in the config message
 * @param setBy who said it, "" for version 0
 */
public record Calibration(
        long instrumentId,
        int version,
        @Nullable List<String> watch,
        @Nullable String running,
        @Nullable String active,
        Map<String, Integer> limits,
        String note,
        String setBy,
        @Nullable Instant setAt) {

    public Calibration {
        watch = watch == null ? null : List.copyOf(watch);
        limits = Map.copyOf(limits);
    }

    static Calibration none(long instrumentId) {
        return new Calibration(instrumentId, 0, null, null, null, Map.of(), "", "", null);
    }

    /** What a manager wants; texts as they came. */
    public record Wish(
            @Nullable List<@Nullable String> watch,
            @Nullable String running,
            @Nullable String active,
            @Nullable Map<String, @Nullable Integer> limits,
            @Nullable String note) {}

    /** What an instrument's agent saw last, as it told in its state. */
    public record Sight(
            String state,
            String running,
            String active,
            List<SignalSeen> signals,
            int configVersion,
            @Nullable Instant at) {}

    /**
     * One signal.
     *
     * @param is yes, no or unknown
     * @param told the value behind it, or why there is none
     */
    public record SignalSeen(String signal, String is, String told) {}
}
