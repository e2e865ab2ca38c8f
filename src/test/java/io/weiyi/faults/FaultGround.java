package io.weiyi.faults;

import static org.awaitility.Awaitility.await;

import io.weiyi.embedded.DataFolder;
import io.weiyi.embedded.EmbeddedDatabase;
import io.weiyi.embedded.ServerProcess;
import io.weiyi.testing.Mosquitto;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * All parts as processes of their own: a PostgreSQL, a Mosquitto, two servers that share the readings, and a stretch of
 * network before the broker for the agents and another one for the servers. Each part can be broken and mended.
 */
final class FaultGround implements AutoCloseable {

    static final int SERVERS = 2;

    private static final Duration START_MAX = Duration.ofSeconds(240);

    private final Path folder;
    private final DataFolder data;
    private final EmbeddedDatabase database;
    private final Mosquitto broker;
    private final FaultyNetwork agentsNetwork;
    private final FaultyNetwork serversNetwork;
    private final Jdbi owner;
    private final Jdbi superuser;
    private final int[] ports = new int[SERVERS];
    private final boolean[] killed = new boolean[SERVERS];
    private final List<CompletableFuture<ServerProcess>> servers = new ArrayList<>();

    private FaultGround(Path folder) throws Exception {
        this.folder = folder;
        this.data = DataFolder.open(folder.resolve("data"));
        this.database = EmbeddedDatabase.start(data);
        String password = database.settings().get("quarkus.datasource.password");
        this.owner = Jdbi.create(database.jdbcUrl(), "weiyi_owner", password);
        this.superuser = Jdbi.create(database.jdbcUrl(), "postgres", password);
        this.broker = Mosquitto.prepare(folder.resolve("broker"), store());
        int port = URI.create(broker.uri()).getPort();
        this.agentsNetwork = new FaultyNetwork(port);
        this.serversNetwork = new FaultyNetwork(port);
        for (int i = 0; i < SERVERS; i++) {
            ports[i] = ServerProcess.freePort();
        }
    }

    /** Starts everything and waits until it works. */
    static FaultGround start(Path folder) throws Exception {
        FaultGround ground = new FaultGround(folder);
        try {
            ServerProcess first = ground.launch(0);
            // The first server writes what the broker is configured with.
            await().atMost(START_MAX)
                    .until(() ->
                            Files.exists(ground.store().resolve("mosquitto").resolve("revoked.crl")));
            ground.broker.start();
            ground.servers.add(CompletableFuture.completedFuture(first.untilReady(START_MAX)));
            for (int i = 1; i < SERVERS; i++) {
                ground.servers.add(
                        CompletableFuture.completedFuture(ground.launch(i).untilReady(START_MAX)));
            }
            return ground;
        } catch (Exception | AssertionError e) {
            ground.close();
            throw e;
        }
    }

    private Path store() {
        return folder.resolve("store");
    }

    private ServerProcess launch(int server) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, @Nullable String> given = new LinkedHashMap<>(database.settings());
        settings.put("WEIYI_DATABASE_URL", String.valueOf(given.get("quarkus.datasource.jdbc.url")));
        settings.put("WEIYI_DATABASE_USERNAME", String.valueOf(given.get("quarkus.datasource.username")));
        settings.put("WEIYI_DATABASE_PASSWORD", String.valueOf(given.get("quarkus.datasource.password")));
        settings.put("WEIYI_DATABASE_OWNER_USERNAME", String.valueOf(given.get("quarkus.flyway.username")));
        settings.put("WEIYI_DATABASE_OWNER_PASSWORD", String.valueOf(given.get("quarkus.flyway.password")));
        settings.put("WEIYI_STORE_DIR", store().toString());
        settings.put("WEIYI_BROKER_URI", serversNetwork.uri());
        settings.put("WEIYI_BROKER_PUBLIC_URI", agentsNetwork.uri());
        return ServerProcess.start(folder.resolve("server-" + server), ports[server], settings, "--no-demo");
    }

    int port() {
        return ports[0];
    }

    Jdbi database() {
        return owner;
    }

    void killServer(int server) {
        try {
            running(server).kill();
            killed[server] = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a killed server again; others go on meanwhile. */
    void startServer(int server) {
        if (!killed[server]) {
            return;
        }
        killed[server] = false;
        servers.set(server, CompletableFuture.supplyAsync(() -> {
            try {
                return launch(server).untilReady(START_MAX);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }));
    }

    private ServerProcess running(int server) {
        try {
            return servers.get(server).get(START_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("server " + server + " is not there", e);
        }
    }

    void stopBroker() {
        broker.stop();
    }

    void startBroker() {
        if (!broker.isRunning()) {
            try {
                broker.start();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** Ends connections of the servers to the database, whatever they are doing: a part of them, or all. */
    void dropConnections(double part) {
        superuser.useHandle(handle ->
                handle.createQuery("""
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                         WHERE usename = 'weiyi_app' AND random() <= :part""").bind("part", part).mapTo(Boolean.class).list());
    }

    FaultyNetwork network(boolean ofAgents) {
        return ofAgents ? agentsNetwork : serversNetwork;
    }

    /** Mends everything and waits until both servers are there. */
    void heal() {
        agentsNetwork.heal();
        serversNetwork.heal();
        startBroker();
        for (int i = 0; i < SERVERS; i++) {
            startServer(i);
            running(i);
        }
    }

    String logs() {
        StringBuilder logs = new StringBuilder();
        for (int i = 0; i < servers.size(); i++) {
            String log = running(i).log();
            logs.append("--- server ")
                    .append(i)
                    .append('\n')
                    .append(log, Math.max(0, log.length() - 4_000), log.length());
        }
        return logs.toString();
    }

    @Override
    public void close() throws IOException {
        agentsNetwork.close();
        serversNetwork.close();
        for (int i = 0; i < servers.size(); i++) {
            running(i).close();
        }
        broker.close();
        database.close();
        data.close();
    }
}
