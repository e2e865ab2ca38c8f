package io.weiyi.web;

import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Stored files on their way to a browser. */
final class Files {

    private Files() {}

    private static final long BYTES_MAX = 10L * 1024 * 1024;

    /** The content of an uploaded file, at most 10 MB; nothing at all when no file came. */
    static byte[] content(@Nullable FileUpload file, String field) {
        if (file == null) {
            return new byte[0];
        }
        if (file.size() > BYTES_MAX) {
            throw Problem.validation(field, "may have at most 10 MB");
        }
        try {
            return java.nio.file.Files.readAllBytes(file.uploadedFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file as something to save: what people uploaded is never shown as a page of this site. */
    static Response download(BlobStore.Blob file) {
        String name = URLEncoder.encode(file.fileName(), StandardCharsets.UTF_8).replace("+", "%20");
        return Response.ok(file.content())
                .type(file.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + name)
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
