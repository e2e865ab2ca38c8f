package io.weiyi.metering.pki;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A one-time code to enrol a device: {@code ABCD-EFGH-JKMN.<base64url SHA-256 of the CA certificate>}. The first part is
 * the secret, the second lets the agent know the right server on a network it does not trust.
 *
 * @param text the whole code, shown once
 * @param expiresAt until when it may be used
 * @param caSha256 the second part
 */
public record EnrolmentCode(String text, Instant expiresAt, String caSha256) {

    /** Without characters that people mistake for others. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final Pattern SECRET = Pattern.compile("[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){2}");

    static String newSecret() {
        SecureRandom random = new SecureRandom();
        StringBuilder secret = new StringBuilder(14);
        for (int i = 0; i < 12; i++) {
            if (i == 4 || i == 8) {
                secret.append('-');
            }
            secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return secret.toString();
    }

    /** The secret part of a code as typed; empty when it has not the form of one or is of another authority. */
    static Optional<String> secretOf(String typed, String caSha256) {
        String text = typed.strip();
        int dot = text.indexOf('.');
        String secret = (dot < 0 ? text : text.substring(0, dot)).toUpperCase(Locale.ROOT);
        boolean ours = dot < 0 || text.substring(dot + 1).equals(caSha256);
        return ours && SECRET.matcher(secret).matches() ? Optional.of(secret) : Optional.empty();
    }
}
