package io.weiyi.agent.desk;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Checks a typed code against the salted slow hash of a booking's code, which is all that the server sends. It needs no
 * network.
 */
final class CodeProof {
    private static final String NAME = "pbkdf2-sha256";
    /** More would let a message of the server keep this PC busy. */
    private static final int ROUNDS_MAX = 100_000;

    private static final int SALT_MAX = 64;
    private static final int HASH_BYTES = 32;
    private static final int PARTS = 4;

    private CodeProof() {}

    static boolean isCode(String typed) {
        return typed.length() == 6 && typed.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static boolean fits(String proof, String code) {
        String[] parts = proof.split("\\$", -1);
        if (parts.length != PARTS || !parts[0].equals(NAME)) {
            return false;
        }
        try {
            int rounds = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getUrlDecoder().decode(parts[2]);
            byte[] hash = Base64.getUrlDecoder().decode(parts[3]);
            if (rounds < 1
                    || rounds > ROUNDS_MAX
                    || salt.length == 0
                    || salt.length > SALT_MAX
                    || hash.length != HASH_BYTES) {
                return false;
            }
            byte[] mine = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(code.toCharArray(), salt, rounds, HASH_BYTES * Byte.SIZE))
                    .getEncoded();
            return MessageDigest.isEqual(mine, hash);
        } catch (IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
        }
    }
}
