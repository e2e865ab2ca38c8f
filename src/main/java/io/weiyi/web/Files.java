package io.weiyi.web;

import io.weiyi.kernel.blob.BlobStore;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Stored files on their way to a browser. */
final class Files {

    private Files() {}

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
