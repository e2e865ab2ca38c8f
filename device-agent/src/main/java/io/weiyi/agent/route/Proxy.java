package io.weiyi.agent.route;

import io.weiyi.agent.home.Refusal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An HTTP proxy that lets connections through by CONNECT.
 *
 * @param credentials {@code user:password} when it asks for them
 */
public record Proxy(String host, int port, Optional<String> credentials) {
    private static final int PORT_MAX = 65_535;

    /** Reads {@code http://host:port} or {@code http://user:password@host:port}. */
    public static Proxy parse(String text) throws Refusal {
        try {
            URI uri = URI.create(text.strip());
            boolean whole = "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= PORT_MAX;
            if (whole) {
                String user = uri.getUserInfo();
                return new Proxy(uri.getHost(), uri.getPort(), Optional.ofNullable(user));
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the same sentence, which must not repeat a password.
        }
        throw new Refusal(
                "The proxy must be written as http://host:port or http://user:password@host:port, with special"
                        + " characters of the password as %XX.");
    }

    Optional<String> authorization() {
        return credentials.map(
                text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "http://" + host + ":" + port;
    }
}
