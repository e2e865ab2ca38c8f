package io.weiyi.kernel.idempotency;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;
import org.jboss.resteasy.reactive.server.multipart.FormValue;

/**
 * The hash of a form with files. No reader sees such a body, and its boundary differs each time, so that names and
 * contents of the parts stand for it.
 */
final class MultipartHash {

    private static final int BUFFER_BYTES = 64 * 1024;

    private MultipartHash() {}

    /** The hash of the running request's form; empty when it has none. */
    static Optional<byte[]> ofRequest() {
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        return request == null || request.getFormData() == null
                ? Optional.empty()
                : Optional.of(of(request.getFormData()));
    }

    private static byte[] of(FormData form) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            TreeSet<String> names = new TreeSet<>();
            form.forEach(names::add);
            for (String name : names) {
                for (FormValue value : form.get(name)) {
                    text(digest, name);
                    if (value.isFileItem()) {
                        file(digest, value);
                    } else {
                        text(digest, value.getValue());
                    }
                }
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each text comes with its length, so that no two forms read the same. */
    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).array());
        digest.update(bytes);
    }

    private static void file(MessageDigest digest, FormValue value) {
        try (InputStream content = value.getFileItem().getInputStream()) {
            digest.update(ByteBuffer.allocate(Long.BYTES)
                    .putLong(value.getFileItem().getFileSize())
                    .array());
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the uploaded file could not be read", e);
        }
    }
}
