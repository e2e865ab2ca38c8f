package io.weiyi.agent.session;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.reading.Counters;
import io.weiyi.agent.reading.Stamp;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an open session to go on with it after the agent was down; kept in the journal with each of its
 * readings, in the same commit.
 *
 * @param token by which the probe knows the same use again
 * @param lastKnown when the counters were true
 * @param stopped whether the agent was stopped in order after that
 */
public record OpenSession(
        String sid,
        String probe,
        String token,
        @Nullable String booking,
        Counters counters,
        long carryMillis,
        Stamp lastKnown,
        boolean stopped) {

    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sid", sid);
        json.put("probe", probe);
        json.put("token", token);
        json.put("booking", booking);
        json.put("active", counters.activeSeconds());
        json.put("idle", counters.idleSeconds());
        json.put("carry", carryMillis);
        json.put("boot", lastKnown.boot());
        json.put("at", lastKnown.at().toEpochMilli());
        json.put("mono", lastKnown.monoMillis());
        json.put("off", lastKnown.offsetMillis());
        json.put("stopped", stopped);
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json);
        } catch (IOException e) {
            throw new IllegalStateException("a map of texts and numbers has a JSON form", e);
        }
    }

    /** Reads what an earlier start kept; empty when it cannot be understood. */
    public static Optional<OpenSession> parse(String text) {
        try {
            Map<String, Object> json = JSON.std.mapFrom(text);
            Stamp stamp = new Stamp(
                    text(json, "boot"),
                    Instant.ofEpochMilli(number(json, "at")),
                    number(json, "mono"),
                    json.get("off") instanceof Number off ? off.longValue() : null);
            return Optional.of(new OpenSession(
                    text(json, "sid"),
                    text(json, "probe"),
                    text(json, "token"),
                    (String) json.get("booking"),
                    new Counters(number(json, "active"), number(json, "idle")),
                    number(json, "carry"),
                    stamp,
                    Boolean.TRUE.equals(json.get("stopped"))));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static long number(Map<String, Object> json, String name) {
        return ((Number) Objects.requireNonNull(json.get(name))).longValue();
    }

    private static String text(Map<String, Object> json, String name) {
        return (String) Objects.requireNonNull(json.get(name));
    }
}
