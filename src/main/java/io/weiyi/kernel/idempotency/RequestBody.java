package io.weiyi.kernel.idempotency;

import jakarta.enterprise.context.RequestScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of the running request's body, as bytes came in. */
@RequestScoped
public class RequestBody {

    private byte[] sha256 = hash(new byte[0]);
    private boolean settled;

    void read(byte[] body) {
        sha256 = hash(body);
    }

    /** For bodies that no reader sees, such as multipart: the caller hashes names and contents itself. */
    public void hashed(byte[] hash) {
        sha256 = hash.clone();
    }

    /** Notes that the call itself was reached, which decides what is kept. */
    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }

    byte[] sha256() {
        return sha256.clone();
    }

    private static byte[] hash(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
