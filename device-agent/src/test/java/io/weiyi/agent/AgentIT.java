package io.weiyi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.rig.AgentProcess;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jar as its own process, against a real broker. */
class AgentIT {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Duration SOON = Duration.ofSeconds(60);

    private static TestBroker broker;

    @TempDir
    Path folder;

    private TestServer server;
    private Path home;

    @BeforeAll
    static void startBroker(@TempDir Path brokerFolder) {
        broker = new TestBroker(brokerFolder, AUTHORITY).start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        server = new TestServer(broker, AUTHORITY, List.of("i-1")).startHttp().connect();
        server.forgetRetained();
        home = folder.resolve("home");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void enrol() {
        try (AgentProcess enrol =
                AgentProcess.start(home, "enrol", "--server", server.url(), "--code", AUTHORITY.code())) {
            assertThat(enrol.awaitExit(60)).as(enrol.output()).isZero();
        }
    }

    private void settings(String... lines) throws IOException {
        Files.writeString(home.resolve("agent.properties"), String.join("\n", lines));
    }

    private void scripted(String script) throws IOException {
        settings("tick-seconds = 1", "instrument.i-1.probe = scripted", "instrument.i-1.script = " + script);
    }

    private AgentProcess run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "run";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return AgentProcess.start(home, all);
    }

    private Map<String, Object> status() throws IOException {
        try (AgentProcess status = AgentProcess.start(home, "status", "--json")) {
            assertThat(status.awaitExit(60)).isZero();
            return JSON.std.mapFrom(status.output());
        }
    }

    private static void awaitAtLeast(long expected, LongSupplier actual) {
        await().atMost(SOON).until(() -> actual.getAsLong() >= expected);
    }

    private void everythingIsInOrder() {
        assertThat(server.problems()).isEmpty();
        assertThat(server.chainHolds()).isTrue();
    }

    @Test
    void run_scriptedSession_deliveredAndAcked() throws IOException {
        enrol();
        scripted("pause 1s; active 2s; idle 1s; active 1s; end; pause 1h");

        try (AgentProcess run = run()) {
            awaitAtLeast(1, () -> server.claims("session.end").size());

            assertThat(server.claims("session.end").get(0))
                    .containsEntry("run", 4)
                    .containsEntry("active", 3)
                    .containsEntry("idle", 1)
                    .containsEntry("cause", "exit")
                    .containsEntry("ins", "i-1")
                    .containsEntry("probe", "scripted");
            everythingIsInOrder();
            assertThat(run.isAlive()).isTrue();
        }
    }

    @Test
    void run_killedInTheMiddle_sameSessionGoesOnWithEverySecond() throws Exception {
        Path program = folder.resolve("real-program");
        Files.copy(Path.of("/bin/sleep"), program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        enrol();
        settings("tick-seconds = 1", "instrument.i-1.watch = real-program");
        long startedAt;
        Process use;
        try (AgentProcess run = run()) {
            awaitAtLeast(1, () -> server.claims("marker").size());
            use = new ProcessBuilder(program.toString(), "600").start();
            startedAt = System.nanoTime();
            awaitAtLeast(2, () -> server.claims("session.tick").size());
            run.kill();
        }
        try (AgentProcess again = run()) {
            long soFar = server.claims("session.tick").size();
            awaitAtLeast(soFar + 2, () -> server.claims("session.tick").size());
            long ranSeconds = (System.nanoTime() - startedAt) / 1_000_000_000;
            use.destroyForcibly().waitFor();
            awaitAtLeast(1, () -> server.claims("session.end").size());

            Map<String, Object> end = server.claims("session.end").get(0);
            assertThat(server.claims("session.start")).hasSize(1);
            assertThat(server.claims("session.tick")).extracting("sid").containsOnly(end.get("sid"));
            assertThat(server.claims("session.tick")).extracting("boot").hasSizeGreaterThan(1);
            assertThat(((Number) end.get("run")).longValue()).isBetween(ranSeconds - 2, ranSeconds + 3);
            everythingIsInOrder();
            assertThat(again.isAlive()).isTrue();
        } finally {
            use.destroyForcibly();
        }
    }

    @Test
    void run_killedAgainAndAgain_nothingAckedIsLostAndTheChainHolds() throws IOException {
        enrol();
        scripted("active 1h");
        for (int i = 0; i < 3; i++) {
            try (AgentProcess run = run()) {
                long head = server.head();
                awaitAtLeast(head + 2, server::head);
                run.kill();
            }
        }

        everythingIsInOrder();
        assertThat(server.claims("session.start")).hasSize(1);
        await().atMost(SOON).until(() -> server.lastState().contains("\"online\":false"));
        assertThat(status()).containsEntry("running", false).containsKey("lastSeq");
    }

    @Test
    void run_terminated_withinTwoSecondsAndSaysOffline() throws IOException {
        enrol();
        scripted("active 1h");
        try (AgentProcess run = run()) {
            awaitAtLeast(2, server::head);
            long start = System.nanoTime();
            run.terminate();
            run.awaitExit(10);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(JSON.std.mapFrom(server.lastState()))
                        .containsEntry("online", false)
                        .containsEntry("agent", "1.0.0"));
        assertThat(server.claims("session.end")).isEmpty();
    }

    @Test
    void run_terminatedWhenSetToEnd_sessionEnds() throws IOException {
        enrol();
        settings(
                "tick-seconds = 1",
                "on-stop = end",
                "instrument.i-1.probe = scripted",
                "instrument.i-1.script = active 1h");
        try (AgentProcess run = run()) {
            awaitAtLeast(2, server::head);
            run.terminate();
            run.awaitExit(10);
        }

        awaitAtLeast(1, () -> server.claims("session.end").size());
        assertThat(server.claims("session.end").get(0)).containsEntry("cause", "shutdown");
    }

    @Test
    void run_secondAgentInTheSameHome_refusedInOneSentence() throws IOException {
        enrol();
        try (AgentProcess first = run()) {
            awaitAtLeast(1, server::head);
            try (AgentProcess second = run()) {
                assertThat(second.awaitExit(60)).isEqualTo(1);
                assertThat(second.output()).isEqualTo("Another agent is running in the home folder " + home + ".\n");
            }
            assertThat(first.isAlive()).isTrue();
            assertThat(status()).containsEntry("running", true).containsEntry("connected", true);
        }
    }

    @Test
    void run_parentGone_endsByItself() throws Exception {
        enrol();
        Process parent = new ProcessBuilder("/bin/sleep", "600").start();
        try (AgentProcess run = run("--exit-with-parent=" + parent.pid())) {
            awaitAtLeast(1, server::head);
            parent.destroyForcibly().waitFor();

            assertThat(run.awaitExit(10)).isZero();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void run_journalTorn_startsAnewBehindTheServersHead() throws IOException {
        enrol();
        scripted("active 1h");
        try (AgentProcess run = run()) {
            awaitAtLeast(4, server::head);
            run.kill();
        }
        try (RandomAccessFile file =
                new RandomAccessFile(home.resolve("journal/readings.mv").toFile(), "rw")) {
            file.write(new byte[(int) file.length()]);
        }
        long head = server.head();

        try (AgentProcess run = run()) {
            awaitAtLeast(head + 3, server::head);

            assertThat(server.markers("restore")).hasSize(1);
            everythingIsInOrder();
            assertThat(run.output()).contains("damaged");
        }
    }

    @Test
    void run_notEnrolled_refusedInOneSentence() {
        try (AgentProcess run = run()) {
            assertThat(run.awaitExit(60)).isEqualTo(1);
            assertThat(run.output()).startsWith("This agent is not enrolled").hasLineCount(1);
        }
    }

    @Test
    void enrol_wrongCode_serversReasonInOneSentence() {
        String code = "ZZZZ-ZZZZ-ZZZZ" + AUTHORITY.code().substring(14);
        try (AgentProcess enrol = AgentProcess.start(home, "enrol", "--server", server.url(), "--code", code)) {
            assertThat(enrol.awaitExit(60)).isEqualTo(1);
            assertThat(enrol.output()).isEqualTo("The server refused the enrolment code: unknown.\n");
        }
    }

    @Test
    void run_shortCertificate_renewedByItselfWithoutLosingAReading() throws Exception {
        Duration life = Duration.ofSeconds(24);
        server.certificateLife(life);
        server.refuseRenewals(1);
        enrol();
        scripted("active 1h");
        Instant enrolledUntil = Instant.now().plus(life);
        try (AgentProcess run = run()) {
            awaitAtLeast(2, server::renewals);
            assertThat(Instant.now()).isBefore(enrolledUntil.plus(life));
            awaitAtLeast(3, () -> server.usedKids().size());
            // The first certificate is long gone; the agent is connected under a later one.
            await().atMost(SOON).until(() -> Instant.now().isAfter(enrolledUntil));
            long head = server.head();
            awaitAtLeast(head + 3, server::head);

            assertThat(status()).containsEntry("connected", true);
            assertThat(Instant.parse((String) status().get("certificateExpiresAt")))
                    .isAfter(enrolledUntil);
            assertThat(server.claims()).extracting("seq").doesNotHaveDuplicates();
            assertThat(server.claims("session.start")).hasSize(1);
            everythingIsInOrder();
            assertThat(run.output()).contains("was not renewed");
        }
    }
}
