package io.weiyi.agent.reading;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a control reading is about: the claim {@code ctl}, an object. Servers that do not know the claim ignore it.
 *
 * @param what was done: start, end, why, overrun, open, close
 * @param more texts and whole numbers by name
 */
public record Control(String what, Map<String, Object> more) {
    static final String CLAIM = "ctl";
    private static final String WHAT = "what";

    public Control {
        Map<String, Object> copy = new LinkedHashMap<>();
        more.forEach((name, value) -> copy.put(name, value instanceof Number n ? (Object) n.longValue() : value));
        more = copy;
    }

    public static Control of(String what) {
        return new Control(what, Map.of());
    }

    public Control with(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new Control(what, all);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(CLAIM);
        json.writeStringField(WHAT, what);
        for (Map.Entry<String, Object> entry : more.entrySet()) {
            if (entry.getValue() instanceof Long number) {
                json.writeNumberField(entry.getKey(), number);
            } else {
                json.writeStringField(entry.getKey(), String.valueOf(entry.getValue()));
            }
        }
        json.writeEndObject();
    }

    /** Reads the claim of one of our own readings. */
    static Control of(@Nullable Object claim) {
        if (!(claim instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("claim " + CLAIM + " is missing");
        }
        Map<String, Object> more = new LinkedHashMap<>();
        map.forEach((name, value) -> more.put(String.valueOf(name), value));
        Object what = more.remove(WHAT);
        return new Control(String.valueOf(what), more);
    }
}
