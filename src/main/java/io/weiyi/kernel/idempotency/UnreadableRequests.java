package io.weiyi.kernel.idempotency;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the refusal of a body that could not be read. Such a request never reaches the call, nor what surrounds it, yet
 * its key is used up like any other.
 */
public class UnreadableRequests {

    private static final Set<Integer> KEPT = Set.of(400, 422);

    private final SecurityIdentity identity;
    private final RequestBody body;
    private final KeptAnswers answers;

    UnreadableRequests(SecurityIdentity identity, RequestBody body, KeptAnswers answers) {
        this.identity = identity;
        this.body = body;
        this.answers = answers;
    }

    @ServerResponseFilter
    public void keep(
            ContainerRequestContext request, ContainerResponseContext response, @Nullable SimpleResourceInfo call) {
        String key = request.getHeaderString(RequestKey.HEADER);
        if (key == null || !KEPT.contains(response.getStatus()) || !BlockingOperationControl.isBlockingAllowed()) {
            return;
        }
        if (body.isSettled() || !RequestKey.isWellFormed(key) || !isIdempotent(call)) {
            return;
        }
        if (response.getEntity() instanceof Map<?, ?> problem) {
            KeptAnswers.Key full = RequestKey.of(identity, request.getUriInfo().getPath(), key);
            QuarkusTransaction.requiringNew()
                    .run(() -> answers.keepProblem(full, body.sha256(), response.getStatus(), problem));
        }
    }

    private static boolean isIdempotent(@Nullable SimpleResourceInfo call) {
        if (call == null || call.getResourceClass() == null) {
            return false;
        }
        try {
            return call.getResourceClass()
                    .getMethod(call.getMethodName(), call.parameterTypes())
                    .isAnnotationPresent(Idempotent.class);
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
