package io.weiyi.agent.reading;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256 written as base64url without padding, as the protocol names certificates and links readings. */
public final class Digest {
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();
    private static final int LENGTH = 43;

    private Digest() {}

    public static String of(byte[] bytes) {
        try {
            return BASE64_URL.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public static String ofAscii(String text) {
        return of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Says whether a text from outside has the form of a digest. */
    public static boolean isWellFormed(String text) {
        return text.length() == LENGTH && text.chars().allMatch(Digest::isBase64Url);
    }

    private static boolean isBase64Url(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
