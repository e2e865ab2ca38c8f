package io.weiyi.agent.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the use of one instrument is judged, as far as someone has said: the local file and the server each fill a part of it.
 *
 * @param watch programs; null when nothing is said
 * @param running the rule for being in use; null when nothing is said
 * @param active the rule for working while in use; null when nothing is said
 * @param limits the numbers that were said
 */
public record Calibration(
        @Nullable List<String> watch,
        @Nullable String running,
        @Nullable String active,
        Map<Limit, Integer> limits) {

    /** Nobody has said anything. */
    public static final Calibration NONE = new Calibration(null, null, null, Map.of());

    public static final String RUNNING_PRESET = "process";
    /** Until someone says what work is, all running is. */
    public static final String ACTIVE_PRESET = "yes";

    public Calibration {
        watch = watch == null ? null : List.copyOf(watch);
        limits = Map.copyOf(limits);
    }

    /** This, and where it says nothing, what lies below it. */
    public Calibration over(Calibration below) {
        Map<Limit, Integer> all = new EnumMap<>(Limit.class);
        all.putAll(below.limits);
        all.putAll(limits);
        return new Calibration(
                watch == null ? below.watch : watch,
                running == null ? below.running : running,
                active == null ? below.active : active,
                all);
    }

    public List<String> programs() {
        return Objects.requireNonNullElse(watch, List.of());
    }

    public String runningRule() {
        return Objects.requireNonNullElse(running, RUNNING_PRESET);
    }

    public String activeRule() {
        return Objects.requireNonNullElse(active, ACTIVE_PRESET);
    }

    public int limit(Limit limit) {
        return limits.getOrDefault(limit, limit.preset());
    }
}
