package io.weiyi.agent.session;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The two clocks of the machine. Seconds of use are counted by the monotonic one only; the wall clock just dates them.
 *
 * @param monotonic milliseconds that never go back
 */
public record Timepiece(Clock wall, LongSupplier monotonic) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /**
     * The machine's own clocks. The monotonic one counts from the start of the machine on every system the agent runs on,
     * so that two starts of the agent between two starts of the machine can be compared.
     */
    public static Timepiece ofSystem() {
        return new Timepiece(Clock.systemUTC(), () -> System.nanoTime() / NANOS_PER_MILLI);
    }

    public Instant now() {
        return wall.instant();
    }

    public long monoMillis() {
        return monotonic.getAsLong();
    }
}
