package io.weiyi.agent.link;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.reading.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message of the ack topic, as far as it makes sense. */
public sealed interface AckMessage permits AckMessage.Ack, AckMessage.Refused {
    int BYTES_MAX = 4096;
    /** The largest whole number that every JSON reader agrees on. */
    long SEQ_MAX = (1L << 53) - 1;

    /**
     * The server has everything up to a seq.
     *
     * @param head the hash of the JWS at that seq; "" for seq 0, or when the server does not know it
     * @param at the server's time, null when it is not said
     */
    record Ack(long seq, String head, @Nullable Instant at) implements AckMessage {}

    /** The server will not have one reading. */
    record Refused(long seq, String code) implements AckMessage {}

    /** Empty for whatever is not of the protocol: the topic is the server's, but the agent trusts no form. */
    static Optional<AckMessage> parse(byte[] payload) {
        if (payload.length == 0 || payload.length > BYTES_MAX) {
            return Optional.empty();
        }
        try {
            return of(JSON.std.mapFrom(new String(payload, StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<AckMessage> of(Map<String, Object> json) {
        Object seq = json.get("seq");
        if (!(seq instanceof Integer || seq instanceof Long)) {
            return Optional.empty();
        }
        long number = ((Number) seq).longValue();
        if (number < 0 || number > SEQ_MAX) {
            return Optional.empty();
        }
        if (json.get("refused") instanceof String code) {
            return number == 0 ? Optional.empty() : Optional.of(new Refused(number, code));
        }
        String head = json.get("head") instanceof String text ? text : "";
        boolean fits = head.isEmpty() || Digest.isWellFormed(head);
        return fits ? Optional.of(new Ack(number, head, instant(json.get("at")))) : Optional.empty();
    }

    private static @Nullable Instant instant(@Nullable Object value) {
        try {
            return value instanceof String text ? Instant.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
