package io.weiyi.agent.route;

import io.weiyi.agent.home.Refusal;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.Set;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * How this machine reaches server and broker.
 *
 * @param broker an address of the broker to be used instead of the one told at enrolment
 * @param proxy the proxy for everything, MQTT as well as HTTP
 */
public record Route(Optional<URI> broker, Optional<Proxy> proxy) {
    /** Straight, to where the enrolment says. */
    public static final Route DIRECT = new Route(Optional.empty(), Optional.empty());

    private static final Set<String> BROKER_SCHEMES = Set.of("ssl", "mqtts", "tls", "wss");

    /** Reads both settings, empty texts meaning that nothing was said. */
    public static Route parse(String brokerText, String proxyText) throws Refusal {
        Optional<URI> broker = brokerText.isBlank() ? Optional.empty() : Optional.of(brokerAddress(brokerText));
        Optional<Proxy> proxy = proxyText.isBlank() ? Optional.empty() : Optional.of(Proxy.parse(proxyText));
        return new Route(broker, proxy);
    }

    private static URI brokerAddress(String text) throws Refusal {
        try {
            URI uri = URI.create(text.strip());
            if (isBroker(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the same sentence.
        }
        throw new Refusal(
                "The broker's address must be ssl://host:port or wss://host:port/path, not '" + text.strip() + "'.");
    }

    /** Whether it is MQTT inside TLS, with or without a WebSocket between the two. */
    public static boolean isBroker(URI uri) {
        return uri.getScheme() != null && BROKER_SCHEMES.contains(uri.getScheme()) && uri.getHost() != null;
    }

    /** Where the broker is for this machine. */
    public URI broker(URI enrolled) {
        return broker.orElse(enrolled);
    }

    /** Sockets that go this way and speak TLS as the device. */
    public SocketFactory sockets(SSLSocketFactory tls) {
        return new RouteSockets(tls, proxy);
    }

    /** The beginnings of a client for HTTP that goes this way. */
    public HttpClient.Builder http() {
        HttpClient.Builder builder = HttpClient.newBuilder();
        proxy.ifPresent(through -> {
            builder.proxy(ProxySelector.of(new InetSocketAddress(through.host(), through.port())));
            through.credentials().ifPresent(credentials -> {
                // Java keeps Basic from tunnels unless told so; many a campus proxy knows nothing else.
                System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
                builder.authenticator(new Known(credentials));
            });
        });
        return builder;
    }

    private static final class Known extends Authenticator {
        private final String user;
        private final String password;

        Known(String credentials) {
            int colon = credentials.indexOf(':');
            this.user = colon < 0 ? credentials : credentials.substring(0, colon);
            this.password = colon < 0 ? "" : credentials.substring(colon + 1);
        }

        /** Nobody but the proxy is told. */
        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                    ? new PasswordAuthentication(user, password.toCharArray())
                    : new PasswordAuthentication("", new char[0]);
        }
    }
}
