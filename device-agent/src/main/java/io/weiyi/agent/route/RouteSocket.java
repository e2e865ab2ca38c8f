package io.weiyi.agent.route;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A socket that connects to a proxy, asks it for the broker, and speaks TLS with the broker through it. The name of the
 * broker is looked up by the proxy, for a network that needs one often knows no names of the world outside.
 */
final class RouteSocket extends Socket {
    private static final int ANSWER_BYTES_MAX = 16 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final SSLSocketFactory tls;
    private final Optional<Proxy> proxy;
    private volatile @Nullable Socket raw;
    private volatile @Nullable SSLSocket inner;
    private volatile boolean closed;

    RouteSocket(SSLSocketFactory tls, Optional<Proxy> proxy) {
        this.tls = tls;
        this.proxy = proxy;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress target)) {
            throw new ConnectException("not an address of the internet: " + endpoint);
        }
        Socket line = new Socket();
        raw = line;
        try {
            if (proxy.isPresent()) {
                Proxy through = proxy.get();
                line.connect(new InetSocketAddress(through.host(), through.port()), timeout);
                line.setSoTimeout(timeout);
                askFor(target, through, line);
            } else {
                line.connect(new InetSocketAddress(target.getHostString(), target.getPort()), timeout);
                line.setSoTimeout(timeout);
            }
            SSLSocket secure = (SSLSocket) tls.createSocket(line, target.getHostString(), target.getPort(), true);
            SSLParameters parameters = secure.getSSLParameters();
            // The authority signs devices too: only the name tells the broker from another device.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            inner = secure;
        } catch (IOException e) {
            line.close();
            throw e;
        }
        if (closed) {
            close();
            throw new SocketException("closed while it was connecting");
        }
    }

    private static void askFor(InetSocketAddress target, Proxy through, Socket line) throws IOException {
        String host = target.getHostString();
        String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + target.getPort();
        StringBuilder question = new StringBuilder("CONNECT ")
                .append(address)
                .append(" HTTP/1.1\r\nHost: ")
                .append(address)
                .append("\r\n");
        through.authorization()
                .ifPresent(text ->
                        question.append("Proxy-Authorization: ").append(text).append("\r\n"));
        line.getOutputStream().write(question.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        line.getOutputStream().flush();
        String answer = head(line.getInputStream());
        String status = answer.lines().findFirst().orElse("").strip();
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
            String shown = status.replaceAll("[^\\x20-\\x7E]", "?");
            throw new ConnectException("the proxy " + through + " does not let us through: "
                    + shown.substring(0, Math.min(100, shown.length())));
        }
    }

    /** Byte by byte, for what follows the head belongs to the broker. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (head.size() < ANSWER_BYTES_MAX) {
            int next = in.read();
            if (next < 0) {
                throw new ConnectException("the proxy closed the connection without an answer");
            }
            head.write(next);
            if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        throw new ConnectException("the proxy's answer has no end");
    }

    private SSLSocket open() throws SocketException {
        SSLSocket secure = inner;
        if (secure == null) {
            throw new SocketException("not connected");
        }
        return secure;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return open().getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return open().getOutputStream();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        open().setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return open().getSoTimeout();
    }

    @Override
    public void shutdownInput() throws IOException {
        open().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        open().shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return inner != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        SSLSocket secure = inner;
        Socket line = raw;
        if (secure != null) {
            secure.close();
        } else if (line != null) {
            line.close();
        }
    }
}
