package io.weiyi.agent.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A small but real HTTP proxy: tunnels by CONNECT, and ordinary requests by their absolute address. It resolves names by
 * a list of its own, and asks for a password when it is given one.
 */
public final class TestProxy implements AutoCloseable {
    private final ServerSocket door;
    private final String credentials;
    private final Map<String, Integer> hosts = new ConcurrentHashMap<>();
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param credentials {@code user:password}, or empty when nobody is asked */
    public TestProxy(String credentials) throws IOException {
        this.credentials = credentials;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::serve);
    }

    /** A name that only this proxy knows leads to a port of this machine. */
    public TestProxy knows(String hostAndPort, int port) {
        hosts.put(hostAndPort, port);
        return this;
    }

    public String address() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    public String addressWith(String userAndPassword) {
        return "http://" + userAndPassword + "@127.0.0.1:" + door.getLocalPort();
    }

    /** What went through, as host:port. */
    public List<String> passed() {
        return passed;
    }

    public List<String> refused() {
        return refused;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (true) {
                Socket client = door.accept();
                open.add(client);
                start(() -> handle(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void handle(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String[] words = head.lines().findFirst().orElse("").split(" ");
            if (words.length < 3) {
                return;
            }
            boolean tunnel = words[0].equals("CONNECT");
            String target = tunnel ? words[1] : java.net.URI.create(words[1]).getAuthority();
            if (!credentials.isEmpty() && !head.contains("Proxy-Authorization: Basic " + encoded())) {
                refused.add(target);
                answer(
                        client,
                        "407 Proxy Authentication Required",
                        "Proxy-Authenticate: Basic realm=\"campus\"\r\nConnection: close\r\nContent-Length: 0\r\n");
                return;
            }
            Integer mapped = hosts.get(target);
            String host = target.substring(0, target.lastIndexOf(':'));
            int port = mapped != null ? mapped : Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
            try (Socket server = new Socket(mapped != null ? "127.0.0.1" : host, port)) {
                open.add(server);
                passed.add(target);
                if (tunnel) {
                    answer(client, "200 Connection established", "");
                } else {
                    String path = java.net.URI.create(words[1]).getRawPath();
                    String rest = head.substring(head.indexOf("\r\n"));
                    server.getOutputStream()
                            .write((words[0] + " " + path + " HTTP/1.1" + rest).getBytes(StandardCharsets.ISO_8859_1));
                }
                start(() -> copy(server, client));
                copy(client, server);
            }
        } catch (IOException | RuntimeException e) {
            // One side is gone; so is the other.
        }
    }

    private String encoded() {
        return Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(Socket client, String status, String headers) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    private static void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
            from.close();
            to.close();
        } catch (IOException e) {
            // One side is gone; so is the other.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
