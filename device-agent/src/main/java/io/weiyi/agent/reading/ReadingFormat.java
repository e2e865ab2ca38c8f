package io.weiyi.agent.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The claims of a reading as JSON, and back: own readings are read again when they must be signed anew. */
public final class ReadingFormat {
    /** The version of the format, claim {@code v}. */
    static final int VERSION = 1;

    // Always three digits of a second: Instant.toString leaves zeros out.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON_FACTORY = new JsonFactory();

    private ReadingFormat() {}

    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String toJson(Reading reading) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = JSON_FACTORY.createGenerator(text)) {
            write(reading, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer does not fail", e);
        }
        return text.toString();
    }

    private static void write(Reading reading, JsonGenerator json) throws IOException {
        Content content = reading.content();
        Stamp stamp = content.stamp();
        json.writeStartObject();
        json.writeNumberField("v", VERSION);
        json.writeStringField("dev", reading.device());
        json.writeStringField("ins", content.instrument());
        optional(json, "sid", content.sid());
        json.writeNumberField("seq", reading.seq());
        json.writeStringField("prev", reading.prev());
        json.writeStringField("boot", stamp.boot());
        json.writeStringField("ts", time(stamp.at()));
        json.writeNumberField("mono", stamp.monoMillis());
        Long offset = stamp.offsetMillis();
        if (offset == null) {
            json.writeNullField("off");
        } else {
            json.writeNumberField("off", offset);
        }
        json.writeStringField("type", content.type().text());
        json.writeNumberField("run", content.counters().runSeconds());
        json.writeNumberField("active", content.counters().activeSeconds());
        json.writeNumberField("idle", content.counters().idleSeconds());
        json.writeStringField("probe", content.probe());
        optional(json, "bk", content.booking());
        optional(json, "cause", content.cause());
        SeqRange lost = content.lost();
        if (lost != null) {
            json.writeNumberField("from", lost.from());
            json.writeNumberField("to", lost.to());
        }
        Control control = content.control();
        if (control != null) {
            control.write(json);
        }
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** Reads the claims of one of our own readings; it trusts their form, for we wrote them. */
    public static Reading ofJws(String jws) {
        int first = jws.indexOf('.');
        int second = jws.indexOf('.', first + 1);
        byte[] payload = Base64.getUrlDecoder().decode(jws.substring(first + 1, second));
        try {
            return ofClaims(JSON.std.mapFrom(new String(payload, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("a reading of the journal is not JSON", e);
        }
    }

    private static Reading ofClaims(Map<String, Object> claims) {
        Stamp stamp = new Stamp(
                text(claims, "boot"),
                Instant.parse(text(claims, "ts")).truncatedTo(ChronoUnit.MILLIS),
                number(claims, "mono"),
                claims.get("off") == null ? null : Long.valueOf(number(claims, "off")));
        ReadingType type = ReadingType.of(text(claims, "type"))
                .orElseThrow(() -> new IllegalArgumentException("unknown type of reading"));
        SeqRange lost = claims.containsKey("from") ? new SeqRange(number(claims, "from"), number(claims, "to")) : null;
        Content content = new Content(
                text(claims, "ins"),
                (String) claims.get("sid"),
                stamp,
                type,
                new Counters(number(claims, "active"), number(claims, "idle")),
                text(claims, "probe"),
                (String) claims.get("bk"),
                (String) claims.get("cause"),
                lost,
                type == ReadingType.CONTROL ? Control.of(claims.get(Control.CLAIM)) : null);
        return new Reading(text(claims, "dev"), number(claims, "seq"), text(claims, "prev"), content);
    }

    private static String text(Map<String, Object> claims, String name) {
        if (claims.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("claim " + name + " is missing");
    }

    private static long number(Map<String, Object> claims, String name) {
        if (claims.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("claim " + name + " is missing");
    }
}
