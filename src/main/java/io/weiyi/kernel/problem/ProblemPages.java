package io.weiyi.kernel.problem;

import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Port to the pages: a browser that runs into a problem gets a page and not JSON. Implemented by the web room. */
public interface ProblemPages {

    /** The page for this problem if the running request came from a browser's page, else null. */
    @Nullable
    Response pageFor(Problem problem);
}
