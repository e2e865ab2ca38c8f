package io.weiyi.agent.route;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** Makes sockets that find their way through a proxy and put TLS on top, whatever is spoken inside. */
final class RouteSockets extends SocketFactory {
    private final SSLSocketFactory tls;
    private final Optional<Proxy> proxy;

    RouteSockets(SSLSocketFactory tls, Optional<Proxy> proxy) {
        this.tls = tls;
        this.proxy = proxy;
    }

    @Override
    public Socket createSocket() {
        return new RouteSocket(tls, proxy);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(java.net.InetSocketAddress.createUnresolved(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }
}
