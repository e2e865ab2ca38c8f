package io.weiyi.agent.probe;

import io.weiyi.agent.config.Calibration;
import io.weiyi.agent.config.Limit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Signal {@code cpu}: the watched programs compute. What they used of the processor between two looks some seconds apart is
 * set against the time between, in percent of one core.
 */
final class CpuSensor implements Sensor {
    private static final long EVERY_MILLIS = 5_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double PERCENT = 100;

    private final ProcessSensor programs;
    private Threshold threshold = new Threshold(Limit.CPU_PERCENT.preset(), Limit.HYSTERESIS_PERCENT.preset());
    private Map<String, Long> usedNanos = new HashMap<>();
    private long measuredAt;
    private Truth computes = Truth.UNKNOWN;
    private double percent;

    CpuSensor(ProcessSensor programs) {
        this.programs = programs;
    }

    void calibrate(Calibration calibration) {
        threshold = new Threshold(calibration.limit(Limit.CPU_PERCENT), calibration.limit(Limit.HYSTERESIS_PERCENT));
    }

    @Override
    public void look(long monoMillis) {
        programs.look(monoMillis);
        Map<String, ProcessHandle> running = programs.running();
        if (running.isEmpty()) {
            usedNanos.clear();
            percent = 0;
            computes = Truth.NO;
            return;
        }
        if (usedNanos.isEmpty() || monoMillis - measuredAt >= EVERY_MILLIS) {
            measure(running, monoMillis);
        }
    }

    private void measure(Map<String, ProcessHandle> running, long now) {
        Map<String, Long> fresh = new HashMap<>();
        long delta = 0;
        boolean compared = false;
        for (Map.Entry<String, ProcessHandle> entry : running.entrySet()) {
            Duration used = entry.getValue().info().totalCpuDuration().orElse(null);
            if (used == null) {
                continue;
            }
            fresh.put(entry.getKey(), used.toNanos());
            Long before = usedNanos.get(entry.getKey());
            if (before != null) {
                compared = true;
                delta += Math.max(used.toNanos() - before, 0);
            }
        }
        if (compared) {
            percent = PERCENT * delta / ((now - measuredAt) * NANOS_PER_MILLI);
            computes = Truth.of(threshold.reached(percent, computes == Truth.YES));
        } else {
            computes = Truth.UNKNOWN;
        }
        usedNanos = fresh;
        measuredAt = now;
    }

    @Override
    public Truth is(Signal signal) {
        return computes;
    }

    @Override
    public String told() {
        return computes == Truth.UNKNOWN ? "not measured yet" : Math.round(percent * 10) / 10.0 + " %";
    }
}
