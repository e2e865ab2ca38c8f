package io.weiyi.agent.verify;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is trusted beforehand. Without any, the file is judged by the authority inside it, and the verdict says so.
 *
 * @param authority base64url SHA-256 of the certificate of the device CA
 * @param authorityFrom where that comes from
 * @param receiptKey base64url SHA-256 of the certificate of the receipt key
 */
public record Pins(
        @Nullable String authority,
        Source authorityFrom,
        @Nullable String receiptKey) {
    /** Where a fingerprint comes from. */
    public enum Source {
        OPTION,
        HOME,
        FILE
    }

    public static final Pins NONE = new Pins(null, Source.FILE, null);

    private static final int BYTES = 32;

    /** A fingerprint as people paste it: base64url, or hexadecimal with or without colons; null if it is neither. */
    public static @Nullable String fingerprint(String text) {
        String plain = text.strip();
        String hex = plain.replace(":", "").toLowerCase(Locale.ROOT);
        try {
            byte[] bytes = hex.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(hex)
                    : Base64.getUrlDecoder().decode(plain);
            return bytes.length == BYTES
                    ? Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
