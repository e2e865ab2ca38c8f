package io.weiyi.kernel.idempotency;

import io.weiyi.kernel.problem.Problem;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Reads a body once: refuses what is too large, notes the hash, hands the bytes on. */
@Provider
public class BodyReader implements ReaderInterceptor {

    private static final int JSON_BYTES_MAX = 1024 * 1024;

    private final RequestBody body;

    BodyReader(RequestBody body) {
        this.body = body;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        byte[] bytes = context.getInputStream().readNBytes(JSON_BYTES_MAX + 1);
        if (bytes.length > JSON_BYTES_MAX) {
            throw Problem.tooLarge("A JSON body may have at most 1 MB.");
        }
        body.read(bytes);
        context.setInputStream(new ByteArrayInputStream(bytes));
        return context.proceed();
    }
}
