package io.weiyi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.weiyi.agent.config.SettingsFile;
import io.weiyi.agent.engine.Agent;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.identity.Enrolment;
import io.weiyi.agent.identity.Renewal;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestProxy;
import io.weiyi.agent.rig.TestServer;
import io.weiyi.agent.route.Route;
import io.weiyi.agent.session.Timepiece;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways out of a campus that lets nearly nothing out, with a real broker and a real proxy. */
class RouteIT {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Duration SOON = Duration.ofSeconds(30);

    private static TestBroker broker;

    @TempDir
    Path folder;

    private TestServer server;
    private AgentHome home;
    private Agent agent;
    private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);

    @BeforeAll
    static void startBroker(@TempDir Path brokerFolder) {
        broker = new TestBroker(brokerFolder, AUTHORITY).start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(broker, AUTHORITY, List.of("i-1")).startHttp().connect();
        server.forgetRetained();
        home = new AgentHome(folder.resolve("home"));
        home.create();
    }

    @AfterEach
    void stop() throws Exception {
        if (agent != null) {
            agent.stop();
        }
        end.get(10, TimeUnit.SECONDS);
        server.close();
    }

    private void run(String settings) throws Exception {
        Files.writeString(home.settings(), settings + """
                tick-seconds = 1
                retry-max-seconds = 2
                instrument.i-1.probe = scripted
                instrument.i-1.script = active 1h
                """);
        DeviceIdentity identity = DeviceIdentity.load(home);
        CompletableFuture<Agent> made = new CompletableFuture<>();
        end = CompletableFuture.runAsync(() -> {
            try {
                Agent own = new Agent(
                        home,
                        identity,
                        SettingsFile.load(home, identity.instrumentIds()),
                        "1.0.0",
                        Timepiece.ofSystem());
                made.complete(own);
                own.run();
            } catch (Refusal e) {
                made.completeExceptionally(e);
            }
        });
        agent = made.get(10, TimeUnit.SECONDS);
    }

    private void enrolDirectly() throws Refusal {
        new Enrolment(home, "1.0.0").enrol(server.url(), AUTHORITY.code(), "lab", true);
    }

    private void readingsArrive() {
        await().atMost(SOON).until(() -> server.head() >= 4);
        assertThat(server.problems()).isEmpty();
        assertThat(server.chainHolds()).isTrue();
    }

    private static int port() {
        return URI.create(broker.deviceUri()).getPort();
    }

    @Test
    void broker_overSecureWebSocket_takesReadings() throws Exception {
        enrolDirectly();
        run("broker = wss://127.0.0.1:" + port() + "/mqtt\n");
        readingsArrive();
    }

    @Test
    void broker_overWebSocketThroughProxy_takesReadings() throws Exception {
        enrolDirectly();
        // Nothing listens on this machine's port 443; only the proxy knows that the broker is meant.
        try (TestProxy proxy = new TestProxy("").knows("127.0.0.1:443", port())) {
            run("broker = wss://127.0.0.1/mqtt\nproxy = " + proxy.address() + "\n");
            readingsArrive();
            assertThat(proxy.passed()).contains("127.0.0.1:443");
        }
    }

    @Test
    void everything_throughProxyWithPassword_enrolsRenewsAndReports() throws Exception {
        try (TestProxy proxy = new TestProxy("lab:p@ss 7")) {
            String address = proxy.addressWith("lab:p%40ss%207");
            Route route = Route.parse("", address);
            DeviceIdentity identity =
                    new Enrolment(home, "1.0.0", route).enrol(server.url(), AUTHORITY.code(), "lab", true);
            assertThat(proxy.passed()).hasSize(1);
            new Renewal(home, route).renew(identity);
            assertThat(proxy.passed()).hasSizeGreaterThanOrEqualTo(2);
            run("proxy = " + address + "\n");
            readingsArrive();
            assertThat(proxy.passed()).contains("127.0.0.1:" + port());
        }
    }

    @Test
    void proxy_wrongPassword_isSaidAndTriedAgain() throws Exception {
        enrolDirectly();
        try (TestProxy proxy = new TestProxy("lab:right")) {
            run("proxy = " + proxy.addressWith("lab:wrong") + "\n");
            await().atMost(SOON).until(() -> proxy.refused().size() >= 2);
            await().atMost(SOON).until(() -> Files.readString(home.status()).contains("407"));
            assertThat(Files.readString(home.status())).doesNotContain("wrong");
            assertThat(server.head()).isZero();
        }
    }

    @Test
    void broker_underAnotherName_isNotBelieved() throws Exception {
        enrolDirectly();
        try (TestProxy proxy = new TestProxy("").knows("mqtt.example.org:443", port())) {
            run("broker = wss://mqtt.example.org/mqtt\nproxy = " + proxy.address() + "\n");
            // The proxy leads to a broker of the right authority, whose certificate is for another name.
            await().atMost(SOON).until(() -> proxy.passed().size() >= 2);
            assertThat(server.received()).isZero();
        }
    }

    @Test
    void settings_thatMakeNoSense_areRefusedWithoutThePassword() {
        assertThatThrownBy(() -> Route.parse("", "https://lab:secret@proxy"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("http://host:port")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Route.parse("tcp://broker:1883", "")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Route.parse("ws://broker:80", "")).isInstanceOf(Refusal.class);
    }
}
