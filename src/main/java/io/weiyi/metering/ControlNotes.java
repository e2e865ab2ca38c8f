package io.weiyi.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;

/**
 * What a control reading says in its claim {@code ctl}. The claim is an addition to the protocol, so that
 * nothing about it can be wrong: what is not understood is left out.
 *
 * @param what open, close, start, end, why or overrun; empty when it is not said
 * @param json the rest, texts and whole numbers by name
 */
record ControlNotes(String what, String json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLAIM = "ctl";
    private static final String WHAT = "what";
    private static final int TEXT_MAX = 200;
    private static final int NAME_MAX = 20;
    private static final int NOTES_MAX = 12;

    static ControlNotes of(Reading reading) {
        ObjectNode notes = JsonNodeFactory.instance.objectNode();
        JsonNode claim = claim(reading.jws());
        for (Iterator<Map.Entry<String, JsonNode>> all = claim.fields(); all.hasNext() && notes.size() < NOTES_MAX; ) {
            Map.Entry<String, JsonNode> note = all.next();
            if (note.getKey().length() > NAME_MAX || note.getKey().equals(WHAT)) {
                continue;
            }
            if (note.getValue().isTextual()) {
                notes.put(plain(note.getKey()), plain(note.getValue().textValue()));
            } else if (note.getValue().canConvertToLong() && note.getValue().isIntegralNumber()) {
                notes.put(plain(note.getKey()), note.getValue().longValue());
            }
        }
        String what = plain(claim.path(WHAT).asText(""));
        try {
            return new ControlNotes(what.length() > NAME_MAX ? "" : what, JSON.writeValueAsString(notes));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a flat object has a JSON form", e);
        }
    }

    private static JsonNode claim(String jws) {
        try {
            byte[] payload = Base64.getUrlDecoder().decode(jws.split("\\.", -1)[1]);
            JsonNode claim = JSON.readTree(payload).path(CLAIM);
            return claim.isObject() ? claim : JsonNodeFactory.instance.objectNode();
        } catch (IOException | RuntimeException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** Short, in one line, and without what a database refuses. */
    private static String plain(String text) {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String line = whole.replaceAll("\\p{Cntrl}+", " ").strip();
        int end = line.offsetByCodePoints(0, Math.min(TEXT_MAX, line.codePointCount(0, line.length())));
        return line.substring(0, end);
    }
}
