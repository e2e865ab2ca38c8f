package io.weiyi.agent.rig;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What the server says on the config topic about one instrument and its bookings. */
public final class Plan {
    private final Map<String, Object> instrument = new LinkedHashMap<>();
    private final List<Map<String, Object>> bookings = new ArrayList<>();
    private int version;

    public Plan(String instrumentId) {
        instrument.put("id", instrumentId);
    }

    public Plan book(String id, String code, Instant startsAt, Instant endsBefore) {
        Map<String, Object> booking = new LinkedHashMap<>();
        booking.put("id", id);
        booking.put("instrumentId", instrument.get("id"));
        booking.put("startsAt", startsAt.toString());
        booking.put("endsBefore", endsBefore.toString());
        booking.put("codeProof", proof(code));
        bookings.add(booking);
        return this;
    }

    /** Names the person of the last booking. */
    public Plan label(String label) {
        bookings.get(bookings.size() - 1).put("label", label);
        return this;
    }

    public Plan overrun(String action, int remindMinutes, int graceMinutes) {
        instrument.put(
                "overrun", Map.of("action", action, "remindMinutes", remindMinutes, "graceMinutes", graceMinutes));
        return this;
    }

    public int version() {
        return version;
    }

    /** The message, with a new version. */
    public String next() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("v", 1);
        message.put("version", ++version);
        message.put("instruments", List.of(instrument));
        message.put("bookings", bookings);
        try {
            return JSON.std.asString(message);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The salted slow hash of a code, made without the agent's own code. */
    public static String proof(String code) {
        try {
            byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(code.toCharArray(), salt, 1000, 256))
                    .getEncoded();
            Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
            return "pbkdf2-sha256$1000$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
