package io.weiyi.booking;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The form of a booking's code that may leave the server: a salted slow hash. Whoever holds it can check a typed code
 * without a network; six digits can still be found by trying all of them.
 */
final class CodeProof {

    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
    private static final String NAME = "pbkdf2-sha256";
    private static final int ROUNDS = 10_000;
    private static final int BITS = 256;
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private CodeProof() {}

    /** {@code pbkdf2-sha256$rounds$salt$hash}, both parts in base64url. */
    static String of(String code, byte[] salt) {
        try {
            PBEKeySpec key = new PBEKeySpec(code.toCharArray(), salt, ROUNDS, BITS);
            byte[] hash =
                    SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded();
            return NAME + '$' + ROUNDS + '$' + BASE64_URL.encodeToString(salt) + '$' + BASE64_URL.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
