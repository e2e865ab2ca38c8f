package io.weiyi.metering.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A JWS in compact form (RFC 7515), taken apart and not yet believed.
 *
 * @param text the whole
 * @param alg as the header says
 * @param kid as the header says
 * @param signed what the signature covers
 */
record Jws(String text, String alg, String kid, byte[] signed, byte[] claims, byte[] signature) {

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Base64.Decoder BASE64_URL = Base64.getUrlDecoder();
    private static final Base64.Encoder TO_BASE64_URL = Base64.getUrlEncoder().withoutPadding();
    private static final int HEADER_CHARS_MAX = 512;
    private static final int SEEK_CHARS = 8192;

    /** Takes a payload apart; {@link Malformed} says what is wrong with it. */
    static Jws parse(byte[] payload) throws Malformed {
        for (byte b : payload) {
            boolean allowed = (b >= 'A' && b <= 'Z')
                    || (b >= 'a' && b <= 'z')
                    || (b >= '0' && b <= '9')
                    || b == '-'
                    || b == '_'
                    || b == '.';
            if (!allowed) {
                throw new Malformed("a byte that no JWS has");
            }
        }
        String text = new String(payload, StandardCharsets.US_ASCII);
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 1 || second < 0 || text.indexOf('.', second + 1) >= 0) {
            throw new Malformed("not three parts joined by dots");
        }
        if (first > HEADER_CHARS_MAX) {
            throw new Malformed("the header is too long");
        }
        String[] header = header(decode(text.substring(0, first), "header"));
        return new Jws(
                text,
                header[0],
                header[1],
                text.substring(0, second).getBytes(StandardCharsets.US_ASCII),
                decode(text.substring(first + 1, second), "claims"),
                decode(text.substring(second + 1), "signature"));
    }

    /** Exactly {@code alg} and {@code kid}, and {@code typ} if somebody likes it. */
    private static String[] header(byte[] json) throws Malformed {
        String alg = null;
        String kid = null;
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("the header is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw new Malformed("a header field is no text");
                }
                switch (name) {
                    case "alg" -> alg = parser.getText();
                    case "kid" -> kid = parser.getText();
                    case "typ" -> parser.getText();
                    default -> throw new Malformed("a header field that is not allowed");
                }
            }
            if (parser.nextToken() != null) {
                throw new Malformed("something follows the header");
            }
        } catch (IOException e) {
            throw new Malformed("the header is no JSON");
        }
        if (alg == null || kid == null) {
            throw new Malformed("alg or kid is missing");
        }
        return new String[] {alg, kid};
    }

    private static byte[] decode(String part, String name) throws Malformed {
        try {
            byte[] decoded = BASE64_URL.decode(part);
            // The last character may have bits that mean nothing; with any but zeros there, the same would have two
            // texts.
            if (!TO_BASE64_URL.encodeToString(decoded).equals(part)) {
                throw new Malformed("the " + name + " is not as base64url writes it");
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw new Malformed("the " + name + " is no base64url");
        }
    }

    /** base64url of the SHA-256 of a text in ASCII: the name by which the next reading calls this one. */
    String hash() {
        return TO_BASE64_URL.encodeToString(sha256(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every Java", e);
        }
    }

    /**
     * The seq that a refused message claims, as far as it can be read: the device must learn which one was refused. Nothing
     * else is believed of such a message.
     */
    static OptionalLong claimedSeq(byte[] payload) {
        String text = new String(payload, 0, Math.min(payload.length, 4 * SEEK_CHARS), StandardCharsets.ISO_8859_1);
        int first = text.indexOf('.');
        if (first < 0) {
            return OptionalLong.empty();
        }
        int second = text.indexOf('.', first + 1);
        int end = Math.min(second < 0 ? text.length() : second, first + 1 + SEEK_CHARS);
        String part = text.substring(first + 1, end);
        byte[] json = decodeStart(part);
        if (json == null) {
            return OptionalLong.empty();
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return OptionalLong.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean seq = parser.currentName().equals("seq");
                JsonToken value = parser.nextToken();
                if (seq) {
                    return value == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() >= 1
                            ? OptionalLong.of(parser.getLongValue())
                            : OptionalLong.empty();
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // The text ends in the middle, or was never JSON: the seq stays unknown.
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    private static byte @Nullable [] decodeStart(String part) {
        try {
            // A part that was cut off is decoded up to its last whole group of four.
            return BASE64_URL.decode(part.length() >= SEEK_CHARS ? part.substring(0, SEEK_CHARS) : part);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Why something is no reading. */
    static final class Malformed extends Exception {

        Malformed(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
