package io.weiyi.agent.door;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import io.weiyi.agent.config.DeskSettings;
import io.weiyi.agent.desk.Desk;
import io.weiyi.agent.home.AgentHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Listens on loopback while the agent runs. Metering never depends on it: without it the agent goes on. */
public final class Door implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Door.class.getName());
    private static final int THREADS = 4;
    private static final int TOKEN_BYTES = 32;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final @Nullable HttpServer server;
    private final @Nullable ExecutorService workers;
    private final AgentHome home;

    private Door(@Nullable HttpServer server, @Nullable ExecutorService workers, AgentHome home) {
        this.server = server;
        this.workers = workers;
        this.home = home;
    }

    /** Opens the door on the wanted port, or on a free one when that is taken. */
    public static Door open(AgentHome home, DeskSettings settings, Desk desk) {
        if (!settings.page()) {
            return new Door(null, null, home);
        }
        // Someone who connects and says nothing must not hold a worker for ever; read by the server at its first use.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        HttpServer server = null;
        try {
            server = bind(settings.port());
            int port = server.getAddress().getPort();
            String token = secret();
            ExecutorService workers = Executors.newFixedThreadPool(THREADS, work -> {
                Thread worker = new Thread(work, "door");
                worker.setDaemon(true);
                return worker;
            });
            server.setExecutor(workers);
            server.createContext("/", new DoorHandler(desk, new DoorGuard(port, token, secret())));
            AgentHome.writeSecret(home.door(), JSON.std.asString(Map.of("port", port, "token", token)));
            server.start();
            LOG.log(System.Logger.Level.INFO, "the local page is at http://127.0.0.1:{0}/", Integer.toString(port));
            return new Door(server, workers, home);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "there is no local page: {0}", e.getMessage());
            if (server != null) {
                server.stop(0);
            }
            return new Door(null, null, home);
        }
    }

    private static HttpServer bind(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
        try {
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (IOException e) {
            if (port == 0) {
                throw e;
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "port {0} is taken; the local page goes elsewhere",
                    Integer.toString(port));
            return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        }
    }

    private static String secret() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        if (server == null || workers == null) {
            return;
        }
        try {
            Files.deleteIfExists(home.door());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the door's file", e);
        }
        server.stop(0);
        workers.shutdownNow();
    }
}
