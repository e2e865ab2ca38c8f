package io.weiyi.identity;

import io.quarkus.security.identity.SecurityIdentity;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The caller of the running request. */
@RequestScoped
public class CurrentCaller {

    static final String ATTRIBUTE = "weiyi.caller";

    private final SecurityIdentity identity;

    CurrentCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** Whoever is signed in; nobody is the problem {@code unauthenticated}. */
    public Caller get() {
        return find().orElseThrow(Problem::unauthenticated);
    }

    /** Whoever is signed in, or empty for a guest. */
    public Optional<Caller> find() {
        return Optional.ofNullable(identity.getAttribute(ATTRIBUTE));
    }
}
