package io.weiyi.identity;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import io.weiyi.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Every change that a page asks for must show the token that the page's cookie holds, which another site can neither read
 * nor set. The API is exempt, multipart calls included, for it never looks at a cookie; that is why the extension of the
 * framework is not used, which would refuse a program's file upload.
 */
public class CsrfFilter {

    private static final String COOKIE = "weiyi_csrf";
    private static final int TOKEN_BYTES = 24;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{32}");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final SecureRandom random = new SecureRandom();

    @ServerRequestFilter
    @WithFormRead
    public void check(ResteasyReactiveContainerRequestContext context, RoutingContext routing) {
        if (routing.normalizedPath().startsWith(TokenMechanism.API)) {
            return;
        }
        String token = token(routing);
        if (!SAFE.contains(context.getMethod())) {
            requireShown(token, context);
        }
        if (token == null) {
            token = fresh(routing);
        }
        // A page that shows its form again after a mistake needs the token too.
        routing.put(Csrf.KEY, token);
    }

    private static @Nullable String token(RoutingContext routing) {
        Cookie cookie = routing.request().getCookie(COOKIE);
        return cookie != null && TOKEN.matcher(cookie.getValue()).matches() ? cookie.getValue() : null;
    }

    private static void requireShown(@Nullable String token, ResteasyReactiveContainerRequestContext context) {
        String shown = context.getHeaderString(Csrf.HEADER);
        if (shown == null) {
            var request = (ResteasyReactiveRequestContext) context.getServerRequestContext();
            shown = (String) request.getFormParameter(Csrf.PARAMETER, true, false);
        }
        if (token == null || shown == null || !MessageDigest.isEqual(bytes(token), bytes(shown))) {
            throw Problem.forbidden("This form was not shown by this site, or long ago; open the page anew.");
        }
    }

    private String fresh(RoutingContext routing) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        routing.response()
                .addCookie(Cookie.cookie(COOKIE, token)
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSecure(routing.request().isSSL())
                        .setSameSite(CookieSameSite.LAX));
        return token;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
