package io.weiyi.agent.engine;

import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.session.Timepiece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Notices when someone sets the clock, and when the machine slept. The monotonic clock is compared with the wall clock; on
 * Linux, where it stands still while the machine sleeps, the system's uptime tells sleep from a set clock.
 */
final class ClockWatch {
    /** Smaller steps are what time servers do all day. */
    private static final long STEP_MILLIS = 2_000;

    private static final long CHECK_MILLIS = 1_000;
    private static final Path UPTIME = Path.of("/proc/uptime");

    private final Timepiece timepiece;
    private final ServerTime serverTime;
    private final Supplier<OptionalLong> uptimeMillis;
    private final long asleepMillis;
    private Sample last;

    private record Sample(long wall, long mono, OptionalLong uptime) {}

    /** @param asleepMillis when so much passes between two checks, the agent was not running */
    ClockWatch(Timepiece timepiece, ServerTime serverTime, long asleepMillis) {
        this(timepiece, serverTime, asleepMillis, ClockWatch::uptime);
    }

    ClockWatch(Timepiece timepiece, ServerTime serverTime, long asleepMillis, Supplier<OptionalLong> uptimeMillis) {
        this.timepiece = timepiece;
        this.serverTime = serverTime;
        this.asleepMillis = asleepMillis;
        this.uptimeMillis = uptimeMillis;
        this.last = sample();
    }

    /** The cause of the marker to write, if something happened since the last check. */
    Optional<String> check() {
        if (timepiece.monoMillis() - last.mono() < CHECK_MILLIS
                && Math.abs(timepiece.now().toEpochMilli() - last.wall()) < STEP_MILLIS) {
            return Optional.empty();
        }
        Sample before = last;
        last = sample();
        long mono = last.mono() - before.mono();
        long step = last.wall() - before.wall() - mono;
        long slept = before.uptime().isPresent() && last.uptime().isPresent()
                ? last.uptime().getAsLong() - before.uptime().getAsLong() - mono
                : 0;
        if (slept >= STEP_MILLIS || mono >= asleepMillis) {
            // The wall clock went on while the machine slept; only what is left over was set by someone.
            moved(step - slept);
            return Optional.of(Cause.SUSPEND);
        }
        if (Math.abs(step) >= STEP_MILLIS) {
            moved(step);
            return Optional.of(Cause.CLOCK);
        }
        return Optional.empty();
    }

    private void moved(long byMillis) {
        if (Math.abs(byMillis) >= STEP_MILLIS) {
            serverTime.localClockMoved(byMillis);
        }
    }

    private Sample sample() {
        return new Sample(timepiece.now().toEpochMilli(), timepiece.monoMillis(), uptimeMillis.get());
    }

    private static OptionalLong uptime() {
        try {
            String text = Files.readString(UPTIME);
            int dot = text.indexOf('.');
            long centis = Long.parseLong(text.substring(0, dot) + text.substring(dot + 1, dot + 3));
            return OptionalLong.of(centis * 10);
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
