package io.weiyi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weiyi.agent.rig.AgentProcess;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jar as its own process, against a real broker. */
class AgentIT {
    @TempDir
    Path folder;

    private final TestAuthority authority = new TestAuthority();
    private TestBroker broker;
    private TestServer server;
    private Path home;

    @BeforeEach
    void start() {
        broker = new TestBroker(folder, authority).start();
        server = new TestServer(broker, authority, List.of("i-1")).startHttp().connect();
        home = folder.resolve("home");
    }

    @AfterEach
    void stop() {
        server.close();
        broker.close();
    }

    private void enrol() {
        try (AgentProcess enrol =
                AgentProcess.start(home, "enrol", "--server", server.url(), "--code", authority.code())) {
            assertThat(enrol.awaitExit(20)).as(enrol.output()).isZero();
        }
    }

    private void settings(String... lines) throws Exception {
        Files.writeString(home.resolve("agent.properties"), String.join("\n", lines));
    }

    @Test
    void run_scriptedSession_deliveredAndAcked() throws Exception {
        enrol();
        settings(
                "tick-seconds = 1",
                "instrument.i-1.probe = scripted",
                "instrument.i-1.script = pause 1s; active 2s; idle 1s; active 1s; end; pause 1h");

        try (AgentProcess run = AgentProcess.start(home, "run")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(server.claims("session.end")).hasSize(1));

            assertThat(server.claims("session.end").get(0))
                    .containsEntry("run", 4)
                    .containsEntry("active", 3)
                    .containsEntry("idle", 1)
                    .containsEntry("cause", "exit")
                    .containsEntry("ins", "i-1");
            assertThat(server.problems()).isEmpty();
            assertThat(server.chainHolds()).isTrue();
            run.terminate();
            run.awaitExit(3);
        }
    }
}
