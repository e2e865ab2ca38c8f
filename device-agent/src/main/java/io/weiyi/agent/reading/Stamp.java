package io.weiyi.agent.reading;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a reading was taken, by every clock there is.
 *
 * @param boot names this start of the agent
 * @param at the wall clock, which anyone may set
 * @param monoMillis the monotonic clock, which nobody can set; its zero has no meaning
 * @param offsetMillis server minus local at the last sync, null when there was none
 */
public record Stamp(
        String boot, Instant at, long monoMillis, @Nullable Long offsetMillis) {}
