package io.weiyi.kernel.problem;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Used while no room offers pages: every problem is JSON. */
@DefaultBean
@ApplicationScoped
class NoProblemPages implements ProblemPages {

    @Override
    public @Nullable Response pageFor(Problem problem) {
        return null;
    }
}
