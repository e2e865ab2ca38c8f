package io.weiyi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weiyi.agent.rig.AgentProcess;
import io.weiyi.agent.rig.SmallDisk;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real agent process on a disk that fills up, and on one that may not be written when it starts. */
class DiskIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void run_diskFullThenReadOnly_saysSoAndLosesNothing(@TempDir Path folder) throws Exception {
        TestAuthority authority = new TestAuthority();
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 16);
                TestBroker broker = new TestBroker(folder, authority).start();
                TestServer server = new TestServer(broker, authority, List.of("i-1"))
                        .startHttp()
                        .connect()) {
            Path home = disk.folder().resolve("home");
            try (AgentProcess enrol =
                    AgentProcess.start(home, "enrol", "--server", server.url(), "--code", authority.code())) {
                assertThat(enrol.awaitExit(60)).as(enrol.output()).isZero();
            }
            Files.writeString(home.resolve("agent.properties"), """
                    tick-seconds = 1
                    retry-max-seconds = 2
                    log-files = no
                    instrument.i-1.probe = scripted
                    instrument.i-1.script = active 1h
                    """);
            try (AgentProcess run = AgentProcess.start(folder.resolve("out"), home, "run")) {
                progress(server);
                disk.fill();
                await().atMost(SOON).until(() -> run.output().contains("cannot keep readings"));
                disk.free();
                progress(server);

                assertThat(run.isAlive()).isTrue();
                assertThat(run.output()).doesNotContain("damaged");
                assertThat(server.problems()).isEmpty();
                assertThat(server.chainHolds()).isTrue();
                assertThat(server.claims("session.start")).hasSize(1);
                assertThat(server.markers("restore")).isEmpty();
                run.terminate();
                run.awaitExit(20);
            }
            assertThat(disk.readOnly(true)).isTrue();
            try (AgentProcess run = AgentProcess.start(folder.resolve("out"), home, "run")) {
                assertThat(run.awaitExit(60)).isEqualTo(1);
                assertThat(run.output()).contains("cannot be written").hasLineCount(1);
            }
            assertThat(disk.readOnly(false)).isTrue();
            try (AgentProcess run = AgentProcess.start(folder.resolve("out"), home, "run")) {
                progress(server);
                assertThat(server.chainHolds()).isTrue();
                assertThat(server.claims("session.start")).hasSize(1);
                assertThat(run.isAlive()).isTrue();
            }
        }
    }

    private static void progress(TestServer server) {
        long head = server.head();
        await().atMost(SOON).until(() -> server.head() >= head + 3);
    }
}
