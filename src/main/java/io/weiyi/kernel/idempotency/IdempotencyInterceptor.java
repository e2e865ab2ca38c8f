package io.weiyi.kernel.idempotency;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
import io.weiyi.kernel.problem.Problem;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a creating POST safe to repeat. The key's row is inserted in the transaction of the work itself, so a crash
 * leaves both or neither, and a parallel twin waits on the unique key until the first has its answer.
 */
@Idempotent
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
class IdempotencyInterceptor {

    private static final Set<Integer> NOT_KEPT = Set.of(401, 413, 429);

    private final HttpHeaders headers;
    private final UriInfo uri;
    private final SecurityIdentity identity;
    private final RequestBody body;
    private final KeptAnswers answers;

    IdempotencyInterceptor(
            HttpHeaders headers, UriInfo uri, SecurityIdentity identity, RequestBody body, KeptAnswers answers) {
        this.headers = headers;
        this.uri = uri;
        this.identity = identity;
        this.body = body;
        this.answers = answers;
    }

    @AroundInvoke
    @Nullable
    Object around(InvocationContext context) throws Exception {
        String key = headers.getHeaderString(RequestKey.HEADER);
        if (key == null) {
            return context.proceed();
        }
        if (!RequestKey.isWellFormed(key)) {
            throw Problem.validation(RequestKey.HEADER, "must have 1 to 64 visible ASCII characters");
        }
        // From here on it is decided here what is kept of this request.
        body.settle();
        MultipartHash.ofRequest().ifPresent(body::hashed);
        KeptAnswers.Key full = RequestKey.of(identity, uri.getPath(), key);
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                if (!answers.claim(full, body.sha256())) {
                    return answers.replay(full, body.sha256());
                }
                Object answer = context.proceed();
                if (!(answer instanceof Response response)) {
                    throw new IllegalStateException("an @Idempotent method must return a Response");
                }
                return answers.keep(full, response);
            });
        } catch (Exception e) {
            Problem problem = problemIn(e);
            if (problem == null) {
                throw e;
            }
            if (problem.status() < 500 && !NOT_KEPT.contains(problem.status()) && !isAboutTheKey(problem)) {
                QuarkusTransaction.requiringNew()
                        .run(() -> answers.keepProblem(full, body.sha256(), problem.status(), problem.toBody()));
            }
            throw problem;
        }
    }

    private static boolean isAboutTheKey(Problem problem) {
        return problem.type().equals("/problems/idempotency-key-reused");
    }

    private static @Nullable Problem problemIn(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
        }
        return null;
    }
}
