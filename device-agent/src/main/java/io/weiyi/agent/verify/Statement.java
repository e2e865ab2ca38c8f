package io.weiyi.agent.verify;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.reading.SignatureAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A signed statement: a JWS in compact form, taken apart strictly. Base64 that has a second spelling is refused, so that
 * not a bit of it can be changed in silence.
 */
record Statement(String text, Map<String, Object> header, Map<String, Object> claims, byte[] signature) {
    private static final Set<String> FIELDS = Set.of("alg", "kid", "typ");

    static Statement parse(String text) throws Unreadable {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw new Unreadable("not three parts joined by dots");
        }
        Map<String, Object> header = object(decode(parts[0]));
        if (!FIELDS.containsAll(header.keySet())) {
            throw new Unreadable("a header field that is not allowed");
        }
        return new Statement(text, header, object(decode(parts[1])), decode(parts[2]));
    }

    String kid() {
        return String.valueOf(header.get("kid"));
    }

    String typ() {
        return String.valueOf(header.get("typ"));
    }

    boolean isSignedBy(PublicKey key) {
        String signed = text.substring(0, text.lastIndexOf('.'));
        return isRight(key, header, signed, signature);
    }

    /** Checks a signature that lies beside what it covers. */
    static boolean isDetachedRight(PublicKey key, String header, byte[] content, String signature) throws Unreadable {
        String signed = header + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(content);
        return isRight(key, object(decode(header)), signed, decode(signature));
    }

    private static boolean isRight(PublicKey key, Map<String, Object> header, String signed, byte[] signature) {
        try {
            SignatureAlgorithm algorithm = SignatureAlgorithm.of(key);
            return algorithm.name().equals(header.get("alg"))
                    && algorithm.isRight(key, signed.getBytes(StandardCharsets.US_ASCII), signature);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    static byte[] decode(String part) throws Unreadable {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            byte[] again = Base64.getUrlEncoder().withoutPadding().encode(bytes);
            if (!Arrays.equals(again, part.getBytes(StandardCharsets.ISO_8859_1))) {
                throw new Unreadable("base64 in a form that nobody writes");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new Unreadable("no base64");
        }
    }

    static Map<String, Object> object(byte[] json) throws Unreadable {
        try {
            return new LinkedHashMap<>(JSON.std.mapFrom(new String(json, StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException e) {
            throw new Unreadable("no JSON object");
        }
    }
}
