package io.weiyi.agent.verify;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed reading of JSON objects; what is missing or of another type is {@link Unreadable}. */
record Fields(Map<String, Object> values) {
    static Fields of(@Nullable Object value) throws Unreadable {
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked")
            Map<String, Object> known = (Map<String, Object>) map;
            return new Fields(known);
        }
        throw new Unreadable("an object is missing");
    }

    String text(String name) throws Unreadable {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw new Unreadable(name + " is missing");
    }

    long number(String name) throws Unreadable {
        Object value = values.get(name);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw new Unreadable(name + " is missing");
    }

    Instant time(String name) throws Unreadable {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new Unreadable(name + " is no time");
        }
    }

    @Nullable
    Instant optionalTime(String name) throws Unreadable {
        return values.get(name) == null ? null : time(name);
    }

    List<?> list(String name) throws Unreadable {
        if (values.get(name) instanceof List<?> list) {
            return list;
        }
        throw new Unreadable(name + " is missing");
    }

    Fields object(String name) throws Unreadable {
        return of(values.get(name));
    }
}
