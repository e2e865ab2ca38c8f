package io.weiyi.agent.door;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the person at this PC from a web page that their browser has loaded from elsewhere. A page elsewhere can make the
 * browser send requests here, also under a name of its own that leads to 127.0.0.1; it can neither choose the Host header
 * freely, nor hide its Origin, nor read the form's token.
 */
final class DoorGuard {
    private static final String BEARER = "Bearer ";

    private final Set<String> hosts;
    private final Set<String> origins;
    private final String token;
    private final String formToken;

    DoorGuard(int port, String token, String formToken) {
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
        this.origins = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port);
        this.token = token;
        this.formToken = formToken;
    }

    /** To be put into each form. */
    String formToken() {
        return formToken;
    }

    /** Whether a request was meant for this page and comes from no other one; holds for every request. */
    boolean meant(Headers headers) {
        List<String> host = headers.getOrDefault("Host", List.of());
        String origin = headers.getFirst("Origin");
        String site = headers.getFirst("Sec-Fetch-Site");
        boolean own = site == null || site.equals("same-origin") || site.equals("none");
        return host.size() == 1 && hosts.contains(host.get(0)) && (origin == null || origins.contains(origin)) && own;
    }

    /** Whether a link from elsewhere may show the page: reading it does nothing, and the reader is the person here. */
    boolean meantToRead(Headers headers) {
        List<String> host = headers.getOrDefault("Host", List.of());
        return host.size() == 1 && hosts.contains(host.get(0));
    }

    boolean knowsForm(@Nullable String given) {
        return given != null && same(given, formToken);
    }

    boolean knowsToken(Headers headers) {
        String given = headers.getFirst("Authorization");
        return given != null && given.startsWith(BEARER) && same(given.substring(BEARER.length()), token);
    }

    private static boolean same(String given, String right) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
