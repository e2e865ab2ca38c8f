package io.weiyi.agent.probe;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a probe saw at one look.
 *
 * @param key the same as long as it is the same use; another key is another session; null when not in use
 * @param token what a later start of the agent needs to know the same use again
 * @param cause why use ended, when it is not in use
 * @param sinceMillis since when it is so, on the monotonic clock, as well as the probe knows
 * @param settledMillis up to when it can be counted, on the same clock; what lies behind may yet turn out otherwise
 */
public record Observation(
        @Nullable String key, boolean active, String token, String cause, long sinceMillis, long settledMillis) {

    public static Observation inUse(String key, boolean active, String token, long sinceMillis) {
        return new Observation(Objects.requireNonNull(key), active, token, "", sinceMillis, Long.MAX_VALUE);
    }

    public static Observation notInUse(String cause, long sinceMillis) {
        return new Observation(null, false, "", cause, sinceMillis, Long.MAX_VALUE);
    }

    /** The same, of which only the time up to a moment can be counted yet. */
    public Observation settledUntil(long millis) {
        return new Observation(key, active, token, cause, sinceMillis, millis);
    }

    public boolean present() {
        return key != null;
    }
}
