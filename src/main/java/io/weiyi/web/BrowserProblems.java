package io.weiyi.web;

import io.quarkus.arc.Arc;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.ProblemPages;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Pages for problems: a browser is told in words and with a way back; a guest is led to the sign-in. */
@ApplicationScoped
class BrowserProblems implements ProblemPages {

    /** A refusal as a page. */
    record ProblemPage(
            int status,
            String heading,
            String text,
            @Nullable String traceId,
            String back) implements TemplateInstance {}

    private final CurrentVertxRequest current;
    private final Frame frame;
    private final Refusals refusals;

    BrowserProblems(CurrentVertxRequest current, Frame frame, Refusals refusals) {
        this.current = current;
        this.frame = frame;
        this.refusals = refusals;
    }

    @Override
    public @Nullable Response pageFor(Problem problem) {
        RoutingContext context = current.getCurrent();
        if (context == null || !Arc.container().requestContext().isActive() || !wantsPage(context.request())) {
            return null;
        }
        HttpServerRequest request = context.request();
        if (problem.status() == 401) {
            String back = request.method().name().equals("GET") ? request.uri() : "/";
            return Response.seeOther(URI.create("/sign-in?back=" + URLEncoder.encode(back, StandardCharsets.UTF_8)))
                    .build();
        }
        Object trace = problem.members().get("traceId");
        String page = new ProblemPage(
                        problem.status(),
                        heading(problem.status()),
                        refusals.text(problem),
                        trace == null ? null : trace.toString(),
                        wayBack(request))
                .render();
        return Response.status(problem.status())
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(page)
                .build();
    }

    private static boolean wantsPage(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        String path = request.path();
        return accept != null
                && accept.contains("text/html")
                && !path.startsWith("/api/")
                && !path.startsWith("/q/")
                && request.getHeader("HX-Request") == null;
    }

    private String heading(int status) {
        WhyWords why = frame.words(WhyWords.class);
        return switch (status) {
            case 403 -> why.pageForbidden();
            case 404, 405 -> why.pageNotFound();
            case 409, 412 -> why.pageConflict();
            case 400, 413, 415, 422, 429 -> why.pageInvalid();
            default -> why.pageFailed();
        };
    }

    /** The page of this site that the reader came from. */
    private static String wayBack(HttpServerRequest request) {
        String referer = request.getHeader("Referer");
        if (referer == null) {
            return "/";
        }
        try {
            URI from = URI.create(referer);
            String query = from.getRawQuery();
            boolean ours = from.getRawAuthority() != null
                    && from.getRawAuthority()
                            .equals(
                                    request.authority() == null
                                            ? ""
                                            : request.authority().toString());
            return ours ? Back.local(from.getRawPath() + (query == null ? "" : "?" + query)) : "/";
        } catch (IllegalArgumentException e) {
            return "/";
        }
    }
}
