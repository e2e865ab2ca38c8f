package io.weiyi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as a person starts it: killed in the middle of its first start, started again, looked at, stopped, and started
 * once more on what is there. The steps share one data folder on purpose.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoStartIT {

    private static final Duration LIVE_MAX = Duration.ofSeconds(120);
    private static final List<String> ACCOUNTS = List.of(
            "sme",
            "sme2",
            "sme-finance",
            "provider",
            "provider2",
            "provider-finance",
            "operator",
            "operator2",
            "district",
            "district2",
            "city",
            "city2",
            "finance",
            "finance2",
            "leader",
            "auditor",
            "admin");

    @TempDir
    static Path folder;

    private static Path data = Path.of("unset");
    private static int port;
    // An enrolled agent remembers where the broker is, so it must be there again after a restart.
    private static Map<String, String> environment = Map.of();

    @BeforeAll
    static void choose() throws IOException {
        data = folder.resolve("data");
        port = ServerProcess.freePort();
        environment = Map.of("WEIYI_BROKER_PORT", String.valueOf(ServerProcess.freePort()));
        assertThat(Path.of("device-agent", "target", "weiyi-agent.jar")).exists();
    }

    @Test
    @Order(1)
    void start_killedWhileTheCityIsWritten_nextOneHasAllOfIt() throws Exception {
        try (ServerProcess server = ServerProcess.start(data, port, environment)) {
            await("the city is being written")
                    .atMost(LIVE_MAX)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(() -> number(
                                    server,
                                    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'weiyi_app' AND query LIKE 'COPY %'")
                            > 0);
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(data, port, environment).untilReady()) {
            assertThat(number(server, "SELECT count(*) FROM instrument")).isEqualTo(1830);
            assertThat(number(server, "SELECT count(*) FROM booking")).isGreaterThan(40_000);
            assertThat(number(server, "SELECT count(*) FROM audit_entry WHERE action = 'demo.fill'"))
                    .isEqualTo(1);
            for (String account : ACCOUNTS) {
                assertThat(signIn(account)).as(account).contains("accessToken");
            }
            labPcsAndDevicesSpeak(server, 0);
            List<ProcessHandle> agents = ProcessHandle.of(server.pid()).stream()
                    .flatMap(ProcessHandle::children)
                    .toList();
            assertThat(agents).hasSizeGreaterThanOrEqualTo(2);
            server.terminate();
            assertThat(agents).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    @Order(2)
    void start_usedFolder_findsEverythingAndGoesOn() throws Exception {
        try (ServerProcess server = ServerProcess.start(data, port, environment).untilReady()) {
            assertThat(number(server, "SELECT count(*) FROM instrument")).isEqualTo(1830);
            long before = number(server, "SELECT sum(last_seq) FROM device_head WHERE device_id LIKE 'dev-%'");
            labPcsAndDevicesSpeak(server, before);
            server.terminate();
        }
    }

    /** Both lab PCs are connected and report, and a session that the demo devices signed was verified. */
    private static void labPcsAndDevicesSpeak(ServerProcess server, long before) {
        await("two lab PCs report")
                .atMost(LIVE_MAX)
                .until(() -> number(server, "SELECT count(*) FROM device WHERE online") >= 2
                        && number(server, "SELECT sum(last_seq) FROM device_head WHERE device_id LIKE 'dev-%'")
                                > before + 1);
        await("signed readings are verified")
                .atMost(LIVE_MAX)
                .until(() -> number(
                                server,
                                "SELECT count(*) FROM usage_session WHERE source = 'AGENT' AND verification = 'VERIFIED'")
                        > 0);
        assertThat(quietly(server, "SELECT count(*) FROM quarantine")).isZero();
    }

    private static String signIn(String account) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/auth/token"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"username\":\"" + account + "\",\"password\":\"weiyi-demo\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static long quietly(ServerProcess server, String query) {
        try {
            return number(server, query);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(ServerProcess server, String query) throws SQLException, IOException {
        String url =
                "jdbc:postgresql://127.0.0.1:" + server.postmasterLines().get(3).strip() + "/" + EmbeddedDatabase.NAME;
        try (Connection connection =
                        DriverManager.getConnection(url, EmbeddedDatabase.APP_ROLE, server.databasePassword());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
