package io.weiyi.embedded;

import io.weiyi.kernel.files.OwnerOnly;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The embedded PostgreSQL: a real server in the data folder, UTF-8 whatever the system's language, listening on the
 * loopback address only and asking for a password that was made at the first start.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    public static final String NAME = "weiyi";
    public static final String OWNER_ROLE = "weiyi_owner";
    public static final String APP_ROLE = "weiyi_app";

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final Duration START_WAIT = Duration.ofSeconds(120);

    private final EmbeddedPostgres server;
    private final String password;

    private EmbeddedDatabase(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    /** Starts the server, after a crash too, and makes the database and its two roles when they are missing. */
    public static EmbeddedDatabase start(DataFolder folder) {
        Path cluster = folder.privateFolder("postgres");
        stopLeftover(cluster);
        String password = password(folder.privateFolder("keys").resolve("database-password"));
        Path ready = folder.root().resolve("postgres.ready");
        try {
            if (!Files.exists(ready)) {
                // A cluster that a killed first start left half made has nothing to lose and is made anew.
                emptyFolder(cluster);
            }
            EmbeddedPostgres server = builder(folder, cluster, password).start();
            EmbeddedDatabase database = new EmbeddedDatabase(server, password);
            database.prepare(cluster);
            if (!Files.exists(ready)) {
                Files.createFile(ready);
            }
            return database;
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new StartProblem("The embedded PostgreSQL did not start in " + cluster + ": " + rootMessage(e));
        }
    }

    private static EmbeddedPostgres.Builder builder(DataFolder folder, Path cluster, String password) {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(
                        folder.privateFolder("postgres-binaries").toFile())
                .setDataDirectory(cluster)
                .setCleanDataDirectory(false)
                // Stopped by us, after the application, not by a hook that runs beside it.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_WAIT)
                // Trigrams of Chinese are empty under locale C, and under the builtin provider with LC_CTYPE C as well.
                .setLocaleConfig("locale", "C.UTF-8")
                .setConnectConfig("password", password)
                // The library is made for tests and trades durability for speed; this is somebody's data.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "2GB")
                .setServerConfig("jit", "off");
    }

    private void prepare(Path cluster) throws SQLException, IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            role(statement, OWNER_ROLE);
            role(statement, APP_ROLE);
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + OWNER_ROLE);
                statement.execute("REVOKE ALL ON DATABASE " + NAME + " FROM PUBLIC");
                statement.execute("GRANT CONNECT ON DATABASE " + NAME + " TO " + APP_ROLE);
            }
            statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
            Files.writeString(
                    cluster.resolve("pg_hba.conf"),
                    "# Only this machine, and only with the password made at the first start.\nhost all all 127.0.0.1/32 scram-sha-256\n");
            statement.execute("SELECT pg_reload_conf()");
        }
        try (Connection connection = server.getDatabase("postgres", NAME).getConnection();
                Statement statement = connection.createStatement()) {
            // The schema belongs to the owner; the application may only use what migrations grant.
            statement.execute("ALTER SCHEMA public OWNER TO " + OWNER_ROLE);
        }
    }

    private void role(Statement statement, String role) throws SQLException {
        if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'")) {
            statement.execute("CREATE ROLE " + role + " LOGIN");
        }
        statement.execute("ALTER ROLE " + role + " PASSWORD '" + password + "'");
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next();
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    /** The settings that point the application and its migrations at this server. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.datasource.jdbc.url", jdbcUrl());
        settings.put("quarkus.datasource.username", APP_ROLE);
        settings.put("quarkus.datasource.password", password);
        settings.put("quarkus.flyway.username", OWNER_ROLE);
        settings.put("quarkus.flyway.password", password);
        return settings;
    }

    /** A server that outlived a killed program still holds the cluster: it is stopped the way it would have been. */
    private static void stopLeftover(Path cluster) {
        Path pidFile = cluster.resolve("postmaster.pid");
        try {
            if (!Files.exists(pidFile)) {
                return;
            }
            List<String> lines = Files.readAllLines(pidFile);
            Optional<ProcessHandle> process = lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
            boolean ours = process.flatMap(p -> p.info().command())
                    .map(c -> c.contains("postgres"))
                    .orElse(false);
            if (ours && process.isPresent()) {
                LOG.info("stopping the PostgreSQL that a killed run left behind");
                process.get().destroy();
                process.get().onExit().get(60, TimeUnit.SECONDS);
            }
            Files.deleteIfExists(pidFile);
        } catch (IOException | NumberFormatException e) {
            throw new StartProblem("The leftover " + pidFile + " cannot be cleared: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartProblem("Interrupted while stopping the PostgreSQL of the last run.");
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new StartProblem(
                    "The PostgreSQL that the last run left behind does not stop; end it by hand and start again.");
        }
    }

    private static void emptyFolder(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String password(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                OwnerOnly.write(file, Base64.getUrlEncoder().withoutPadding().encode(random));
            }
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new StartProblem("The key file " + file + " cannot be made or read: " + e.getMessage());
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.errorf(e, "the embedded PostgreSQL did not stop cleanly");
        }
    }
}
