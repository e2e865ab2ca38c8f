package io.weiyi.metering.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weiyi.metering.Reading;
import io.weiyi.metering.ingest.Jws.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the claims of a JWS whose signature was checked. Unknown claims are ignored, known ones must be right. */
final class Claims {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
    /** The largest whole number that every JSON reader agrees on. */
    private static final long NUMBER_MAX = (1L << 53) - 1;

    private static final long SECONDS_MAX = 10L * 366 * 86_400;
    private static final long OFFSET_MS_MAX = 100L * 366 * 86_400_000;
    private static final int TEXT_MAX = 260;
    private static final Instant TIME_MIN = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant TIME_MAX = Instant.parse("2200-01-01T00:00:00Z");

    private final Map<String, Object> values;

    private Claims(Map<String, Object> values) {
        this.values = values;
    }

    static Claims of(Jws jws) throws Malformed {
        return new Claims(values(jws.claims()));
    }

    /** The version of the protocol in which they are written. */
    long version() throws Malformed {
        return number("v", 1, NUMBER_MAX);
    }

    /** The form of version 1. */
    static Reading reading(Jws jws, Claims claims) throws Malformed {
        Reading.Type type = Reading.Type.of(claims.text("type"));
        if (type == null) {
            throw new Malformed("claim type is unknown");
        }
        boolean marker = type == Reading.Type.MARKER;
        long run = marker ? 0 : claims.number("run", 0, SECONDS_MAX);
        long active = marker ? 0 : claims.number("active", 0, SECONDS_MAX);
        if (!marker && run - active != claims.number("idle", 0, SECONDS_MAX)) {
            throw new Malformed("run is not active plus idle");
        }
        long seq = claims.number("seq", 1, NUMBER_MAX);
        String cause = claims.optionalText("cause");
        boolean gap = marker && "gap".equals(cause);
        Long from = gap ? Long.valueOf(claims.number("from", 1, seq - 1)) : null;
        Long to = gap ? Long.valueOf(claims.number("to", from == null ? 1 : from, seq - 1)) : null;
        return new Reading(
                claims.text("dev"),
                claims.id("ins"),
                seq,
                jws.hash(),
                claims.previous(),
                jws.kid(),
                claims.uuid("boot"),
                claims.time(),
                claims.number("mono", 0, NUMBER_MAX),
                claims.offset(),
                type,
                marker ? null : claims.uuid("sid"),
                run,
                active,
                claims.optionalText("probe"),
                claims.optionalText("bk"),
                cause,
                from,
                to,
                jws.text());
    }

    private static Map<String, Object> values(byte[] json) throws Malformed {
        Map<String, Object> values = new HashMap<>();
        try (JsonParser parser = Jws.JSON.createParser(utf8(json))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("the claims are no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                switch (parser.nextToken()) {
                    case VALUE_STRING -> values.put(name, parser.getText());
                    case VALUE_NUMBER_INT -> values.put(name, parser.getLongValue());
                    case VALUE_NULL -> values.remove(name);
                    default -> {
                        // Of a type that no known claim has; a known one is then missing.
                        values.put(name, new Object());
                        parser.skipChildren();
                    }
                }
            }
            if (parser.nextToken() != null) {
                throw new Malformed("something follows the claims");
            }
        } catch (IOException e) {
            throw new Malformed("the claims are no JSON");
        }
        return values;
    }

    private static String utf8(byte[] json) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("the claims are not UTF-8");
        }
    }

    long number(String name, long least, long most) throws Malformed {
        if (!(values.get(name) instanceof Long number) || number < least || number > most) {
            throw new Malformed("claim " + name + " is missing, no whole number or out of range");
        }
        return number;
    }

    String text(String name) throws Malformed {
        String text = optionalText(name);
        if (text == null) {
            throw new Malformed("claim " + name + " is missing");
        }
        return text;
    }

    private @Nullable String optionalText(String name) throws Malformed {
        Object value = values.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)
                || text.length() > TEXT_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new Malformed("claim " + name + " is no short text");
        }
        return text;
    }

    private long id(String name) throws Malformed {
        Object value = values.get(name);
        if (value instanceof Long number && number > 0 && number <= NUMBER_MAX) {
            return number;
        }
        if (value instanceof String text && ID.matcher(text).matches()) {
            return Long.parseLong(text);
        }
        throw new Malformed("claim " + name + " is missing or no id");
    }

    private UUID uuid(String name) throws Malformed {
        String text = text(name);
        if (!UUID_FORM.matcher(text).matches()) {
            throw new Malformed("claim " + name + " is no uuid");
        }
        return UUID.fromString(text);
    }

    private String previous() throws Malformed {
        String prev = text("prev");
        if (!prev.isEmpty() && !HASH.matcher(prev).matches()) {
            throw new Malformed("claim prev is no hash");
        }
        return prev;
    }

    private Instant time() throws Malformed {
        String text = text("ts");
        try {
            Instant time = TIME.matcher(text).matches() ? Instant.parse(text) : Instant.MAX;
            if (time.isBefore(TIME_MIN) || time.isAfter(TIME_MAX)) {
                throw new Malformed("claim ts is no time such as 2026-11-23T08:00:00.000Z");
            }
            return time;
        } catch (DateTimeException e) {
            throw new Malformed("claim ts is no time such as 2026-11-23T08:00:00.000Z");
        }
    }

    private @Nullable Long offset() throws Malformed {
        return values.get("off") == null ? null : Long.valueOf(number("off", -OFFSET_MS_MAX, OFFSET_MS_MAX));
    }
}
