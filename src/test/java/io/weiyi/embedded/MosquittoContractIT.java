package io.weiyi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.Mosquitto;
import io.weiyi.testing.TestDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Mosquitto with the shipped configuration keeps the contract, for a server that runs as its own process. */
class MosquittoContractIT extends BrokerContract {

    private static final int DEVICES = 6;
    private static final int HALF = 100;

    @TempDir
    static Path folder;

    private static Mosquitto mosquitto;
    private static ServerProcess server;
    private static Path data;
    private static Jdbi jdbi;
    private static int portBefore;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(
                Mosquitto.program().isPresent(),
                "skipped: the package mosquitto is not installed here (apt-get install mosquitto)");
        data = folder.resolve("data");
        mosquitto = Mosquitto.prepare(folder.resolve("broker"), data);
        int port = ServerProcess.freePort();
        server = ServerProcess.start(
                data,
                port,
                Map.of(
                        "WEIYI_BROKER_URI",
                        mosquitto.uri(),
                        "WEIYI_BROKER_NAMES",
                        "mqtt.example.org",
                        "WEIYI_BROKER_RELOAD_COMMAND",
                        mosquitto.reloadCommand()),
                "--no-demo");
        await().atMost(Duration.ofSeconds(120))
                .until(() -> Files.exists(data.resolve("mosquitto").resolve("revoked.crl")));
        mosquitto.start();
        server.untilReady();
        await().atMost(Duration.ofSeconds(60)).until(() -> server.log().contains("ingest is connected"));
        jdbi = Jdbi.create(url(), "weiyi_owner", server.databasePassword());
        portBefore = RestAssured.port;
        RestAssured.port = port;
    }

    @AfterAll
    static void stop() {
        RestAssured.port = portBefore;
        if (server != null) {
            server.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Override
    CityFixture city() {
        return CityFixture.fresh(jdbi, new PasswordHasher());
    }

    @Override
    Jdbi database() {
        return jdbi;
    }

    @Override
    Path store() {
        return data;
    }

    @Override
    boolean cutsLiveConnections() {
        return false;
    }

    @Test
    void files_forTheBroker_areTheOwnersOnlyAndNameItsHosts() throws Exception {
        for (String name : new String[] {"broker.key", "broker.crt", "ca.crt", "revoked.crl"}) {
            assertThat(mode(data.resolve("mosquitto").resolve(name))).as(name).isEqualTo("rw-------");
        }
        for (String name : new String[] {"ca.key.pem", "server.pem"}) {
            assertThat(mode(data.resolve("pki").resolve(name))).as(name).isEqualTo("rw-------");
        }
        assertThat(mode(data.resolve("pki"))).isEqualTo("rwx------");
        assertThat(mode(data.resolve("mosquitto"))).isEqualTo("rwx------");
        assertThat(io.weiyi.testing.DeviceKeys.certificate(
                                Files.readString(data.resolve("mosquitto").resolve("broker.crt")))
                        .getSubjectAlternativeNames()
                        .toString())
                .contains("mqtt.example.org")
                .contains("127.0.0.1");
    }

    @Test
    void twoServers_shareTheLoadAndLoseNothingWhenOneIsKilled() throws Exception {
        byte[] authority = Files.readAllBytes(data.resolve("pki").resolve("ca.crt.pem"));
        int port = ServerProcess.freePort();
        ServerProcess second = ServerProcess.start(
                folder.resolve("unused"),
                port,
                Map.of(
                        "WEIYI_DATABASE_URL",
                        url(),
                        "WEIYI_DATABASE_PASSWORD",
                        server.databasePassword(),
                        "WEIYI_DATABASE_OWNER_PASSWORD",
                        server.databasePassword(),
                        "WEIYI_STORE_DIR",
                        data.toString(),
                        "WEIYI_BROKER_URI",
                        mosquitto.uri(),
                        "WEIYI_BROKER_NAMES",
                        "mqtt.example.org"));
        try (second) {
            second.untilReady();
            await().atMost(SOON).until(() -> second.log().contains("ingest is connected"));
            assertThat(Files.readAllBytes(data.resolve("pki").resolve("ca.crt.pem")))
                    .isEqualTo(authority);
            CityFixture city = city();
            CityFixture.Org owner = city.provider();
            String manager = city.bearer(city.manager(owner));
            List<Resender> senders = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                senders.add(new Resender(TestDevice.enrol(
                        manager, city.instrument(owner).create().id())));
            }
            long firstBefore = accepted(server);
            senders.forEach(sender -> sender.sign(HALF));
            await().atMost(SOON).pollInterval(Duration.ofSeconds(2)).until(() -> allAcked(senders));
            assertThat(accepted(server)).isGreaterThan(firstBefore);
            assertThat(accepted(second)).isPositive();
            senders.forEach(sender -> sender.sign(HALF));
            second.kill();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> allAcked(senders));
            for (Resender sender : senders) {
                String id = sender.device().id;
                assertThat(count("SELECT count(*) FROM raw_reading WHERE device_id = ?", id))
                        .isEqualTo(2L * HALF);
                assertThat(count("SELECT count(DISTINCT seq) FROM raw_reading WHERE device_id = ?", id))
                        .isEqualTo(2L * HALF);
                assertThat(count("SELECT quarantined FROM device_head WHERE device_id = ?", id))
                        .isZero();
                sender.device().close();
            }
        }
    }

    private static boolean allAcked(List<Resender> senders) {
        senders.forEach(Resender::sendUnacked);
        return senders.stream().allMatch(Resender::isDone);
    }

    private static long accepted(ServerProcess which) throws IOException {
        return which.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("weiyi_ingest_readings_total{") && line.contains("accepted"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String url() throws IOException {
        return "jdbc:postgresql://127.0.0.1:" + server.postmasterLines().get(3) + "/weiyi";
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
