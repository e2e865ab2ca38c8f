package io.weiyi.kernel.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The one place where an exception becomes an answer. Expected refusals are logged at info without a stack, the rest at
 * error with an id that the caller gets too. Pages are served by the same mapper: {@link ProblemPages} may turn a problem
 * into a page for a browser.
 */
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    static final String MEDIA_TYPE = "application/problem+json";

    private final ProblemPages pages;

    ProblemMappers(ProblemPages pages) {
        this.pages = pages;
    }

    @ServerExceptionMapper
    Response problem(Problem problem) {
        LOG.infof("%d %s %s", problem.status(), problem.type(), problem.detail());
        return answer(problem);
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e) {
        return answer(Problem.unauthenticated());
    }

    @ServerExceptionMapper
    Response authenticationFailed(AuthenticationFailedException e) {
        return answer(Problem.unauthenticated());
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return answer(Problem.forbidden("Your roles do not include this call."));
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException e) {
        return answer(Problem.notFound());
    }

    @ServerExceptionMapper
    Response mediaType(NotSupportedException e) {
        return answer(Problem.of(415, "unsupported-media-type", "Media type not supported", "Send application/json."));
    }

    @ServerExceptionMapper
    Response method(NotAllowedException e) {
        return answer(
                Problem.of(405, "method-not-allowed", "Method not allowed", "This path does not know this method."));
    }

    @ServerExceptionMapper
    Response json(MismatchedInputException e) {
        String field = path(e);
        return answer(
                field.isEmpty()
                        ? Problem.malformed("The body is not the JSON object that this call takes.")
                        : Problem.validation(field, "has the wrong type"));
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException e) {
        if (e instanceof MismatchedInputException mismatch) {
            return json(mismatch);
        }
        // A number that fits no Java type is a value of the wrong type, not a broken body.
        if (e instanceof JsonMappingException mapping && e.getCause() instanceof InputCoercionException) {
            return answer(Problem.validation(path(mapping), "is out of range"));
        }
        return answer(Problem.malformed("The body is not valid JSON."));
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e) {
        Problem known = findProblem(e);
        if (known != null) {
            return answer(known);
        }
        if (e.getCause() instanceof JsonProcessingException broken) {
            return json(broken);
        }
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (status >= 500) {
            return unexpected(e);
        }
        return answer(
                switch (status) {
                    case 400 -> Problem.malformed("The request cannot be read.");
                    case 401 -> Problem.unauthenticated();
                    case 403 -> Problem.forbidden("Your roles do not include this call.");
                    case 404 -> Problem.notFound();
                    case 413 -> Problem.tooLarge("The body is larger than this call takes.");
                    default ->
                        Problem.of(
                                status,
                                "http-" + status,
                                e.getResponse().getStatusInfo().getReasonPhrase(),
                                "The request was refused.");
                });
    }

    @ServerExceptionMapper
    Response anything(Throwable e) {
        Problem known = findProblem(e);
        return known == null ? unexpected(e) : answer(known);
    }

    private Response unexpected(Throwable e) {
        String trace = UUID.randomUUID().toString();
        LOG.errorf(e, "unexpected failure %s", trace);
        return answer(Problem.of(
                        500,
                        "internal",
                        "Something went wrong here",
                        "The failure was recorded under the given trace id; nothing was half done.")
                .with("traceId", trace));
    }

    private static @Nullable Problem findProblem(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
        }
        return null;
    }

    private static String path(JsonMappingException e) {
        List<JsonMappingException.Reference> path = e.getPath();
        return path.stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private Response answer(Problem problem) {
        Response page = pages.pageFor(problem);
        if (page != null) {
            return page;
        }
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(MEDIA_TYPE).entity(problem.toBody());
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        Object retryAfter = problem.members().get("retryAfterSeconds");
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        return answer.build();
    }
}
