package io.weiyi.kernel.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Writes audit entries (审计日志) in the running transaction. */
@ApplicationScoped
public class Audit {

    private final Jdbi jdbi;
    private final Clock clock;
    private final ObjectMapper json;
    private final Instance<SecurityIdentity> identity;
    private final CurrentVertxRequest request;

    Audit(Jdbi jdbi, Clock clock, ObjectMapper json, Instance<SecurityIdentity> identity, CurrentVertxRequest request) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.json = json;
        this.identity = identity;
        this.request = request;
    }

    /**
     * Records a decision.
     *
     * @param action what was done, such as {@code booking.cancel}
     * @param subjectKind what it was done to, such as {@code booking}
     * @param subjectId its id
     * @param organisationId whose it is, if anybody's
     * @param detail old and new values; never secrets
     */
    public void record(
            String action, String subjectKind, String subjectId, @Nullable Long organisationId, Map<String, ?> detail) {
        String text;
        try {
            text = json.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("audit detail cannot be written as JSON", e);
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO audit_entry (at, actor, origin, action, subject_kind, subject_id, organisation_id, detail)
                        VALUES (:at, :actor, :origin, :action, :kind, :subject, :organisation, :detail::jsonb)""")
                .bind("at", clock.instant())
                .bind("actor", actor())
                .bind("origin", origin())
                .bind("action", action)
                .bind("kind", subjectKind)
                .bind("subject", subjectId)
                .bind("organisation", organisationId)
                .bind("detail", text)
                .execute());
    }

    /** The login name of whoever is signed in, {@code guest}, or {@code system} for jobs. */
    private String actor() {
        if (!Arc.container().requestContext().isActive()) {
            return "system";
        }
        SecurityIdentity who = identity.get();
        return who.isAnonymous() ? "guest" : who.getPrincipal().getName();
    }

    /** The address the request came from; null where there is no request. */
    private @Nullable String origin() {
        if (!Arc.container().requestContext().isActive()) {
            return null;
        }
        RoutingContext context = request.getCurrent();
        return context == null || context.request().remoteAddress() == null
                ? null
                : context.request().remoteAddress().hostAddress();
    }
}
