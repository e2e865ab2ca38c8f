package io.weiyi.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.SettingsFile;
import io.weiyi.agent.engine.Agent;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.identity.Enrolment;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import io.weiyi.agent.session.Timepiece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to the server, when the broker and the server misbehave. The agent runs inside the test; all else is real. */
class LinkIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final TestAuthority AUTHORITY = new TestAuthority();

    private static TestBroker broker;

    @TempDir
    Path folder;

    private TestServer server;
    private AgentHome home;
    private @Nullable Running running;

    /** An agent on a thread of its own. */
    private record Running(CompletableFuture<Agent> agent, CompletableFuture<Void> end) {
        static Running start(AgentHome home) {
            return start(home, Timepiece.ofSystem());
        }

        static Running start(AgentHome home, Timepiece timepiece) {
            CompletableFuture<Agent> agent = new CompletableFuture<>();
            CompletableFuture<Void> end = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    DeviceIdentity identity = DeviceIdentity.load(home);
                    AgentSettings settings = SettingsFile.load(home, identity.instrumentIds());
                    Agent made = new Agent(home, identity, settings, "1.0.0", timepiece);
                    agent.complete(made);
                    made.run();
                    end.complete(null);
                } catch (Refusal | RuntimeException e) {
                    agent.completeExceptionally(e);
                    end.completeExceptionally(e);
                }
            });
            thread.start();
            return new Running(agent, end);
        }

        void stop() {
            try {
                agent.get(10, TimeUnit.SECONDS).stop();
                end.get(10, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }

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
        server = new TestServer(broker, AUTHORITY, List.of("i-1", "i-2"))
                .startHttp()
                .connect();
        server.forgetRetained();
        home = new AgentHome(folder.resolve("home"));
        home.create();
        new Enrolment(home, "1.0.0").enrol(server.url(), AUTHORITY.code(), "lab", true);
        Files.writeString(home.settings(), """
                tick-seconds = 1
                retry-max-seconds = 2
                instrument.i-1.probe = scripted
                instrument.i-1.script = active 1h
                """);
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.stop();
        }
        server.close();
    }

    private void run() {
        running = Running.start(home);
    }

    private void halt() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    private static void awaitAtLeast(long expected, LongSupplier actual) {
        await().atMost(SOON).until(() -> actual.getAsLong() >= expected);
    }

    private void awaitProgress(int readings) {
        awaitAtLeast(server.head() + readings, server::head);
    }

    private void everythingIsInOrder() {
        assertThat(server.problems()).isEmpty();
        assertThat(server.chainHolds()).isTrue();
        List<Map<String, Object>> claims = server.claims();
        for (int i = 0; i < claims.size(); i++) {
            assertThat(((Number) claims.get(i).get("seq")).longValue()).isEqualTo(i + 1L);
        }
    }

    @Test
    void broker_stoppedAndStarted_nothingLostNothingTwice() {
        run();
        awaitProgress(3);
        server.disconnect();
        broker.stop();
        long head = server.head();
        await().pollDelay(Duration.ofSeconds(5)).atMost(SOON).until(() -> true);
        broker.start();
        server.connect();

        awaitAtLeast(head + 8, server::head);
        everythingIsInOrder();
        assertThat(server.claims("session.start")).hasSize(1);
    }

    @Test
    void server_awayWhileBrokerStays_readingsComeAfterwards() {
        run();
        awaitProgress(3);
        server.silent(true);
        long received = server.received();
        awaitAtLeast(received + 4, server::received);
        server.silent(false);

        awaitProgress(2);
        everythingIsInOrder();
    }

    @Test
    void server_restoredToAnOlderState_getsEverythingAgain() {
        run();
        awaitProgress(6);
        halt();
        long head = server.head();
        server.restoreTo(2);
        server.publishAck();
        run();

        awaitAtLeast(head + 2, server::head);
        everythingIsInOrder();
        assertThat(server.markers("restore")).isEmpty();
    }

    @Test
    void server_restoredWhileConnected_getsEverythingAgain() {
        run();
        awaitProgress(6);
        long head = server.head();
        server.restoreTo(3);
        server.publishAck();

        awaitAtLeast(head + 3, server::head);
        everythingIsInOrder();
    }

    @Test
    void journal_restoredFromAnOldCopy_goesOnBehindARestoreMarker() throws IOException {
        run();
        awaitProgress(3);
        halt();
        Path copy = Files.copy(home.journal(), folder.resolve("copy.mv"));
        run();
        awaitProgress(4);
        halt();
        Files.delete(home.journal());
        Files.copy(copy, home.journal());
        long head = server.head();
        run();

        awaitAtLeast(head + 3, server::head);
        everythingIsInOrder();
        assertThat(server.markers("restore")).hasSize(1);
        assertThat(server.claims("session.start")).hasSize(1);
    }

    @Test
    void clock_setADayForthAndTwoBack_saysSoAndCountsOn() {
        AtomicLong moved = new AtomicLong();
        Clock wall = new MovedClock(moved);
        running = Running.start(home, new Timepiece(wall, Timepiece.ofSystem().monotonic()));
        awaitProgress(3);
        for (long millis : new long[] {86_400_000L, -86_400_000L}) {
            moved.set(millis);
            awaitProgress(4);
        }

        everythingIsInOrder();
        assertThat(server.markers("clock")).hasSize(2);
        List<Map<String, Object>> ticks = server.claims("session.tick");
        long first = run(ticks.get(0));
        long last = run(ticks.get(ticks.size() - 1));
        // A day forth or back is no second of use, and the time of a reading is right by its offset.
        assertThat(last - first).isBetween(1L, 60L);
        for (Map<String, Object> tick : ticks) {
            if (tick.get("off") != null) {
                Instant at = Instant.parse((String) tick.get("ts")).plusMillis(((Number) tick.get("off")).longValue());
                assertThat(Duration.between(at, Instant.now()).abs()).isLessThan(Duration.ofMinutes(2));
            }
        }
    }

    @Test
    void machine_sleptForHours_saysSoAndTheHoursAreNotActive() throws IOException {
        Files.writeString(home.settings(), """
                tick-seconds = 1
                retry-max-seconds = 2
                instrument.i-1.probe = scripted
                instrument.i-1.script = active 2s; idle 1s; repeat
                """);
        AtomicLong slept = new AtomicLong();
        LongSupplier mono = Timepiece.ofSystem().monotonic();
        // Where the monotonic clock goes on while the machine sleeps, as on Windows.
        running = Running.start(home, new Timepiece(new MovedClock(slept), () -> mono.getAsLong() + slept.get()));
        awaitProgress(3);
        slept.set(3 * 3_600_000L);
        awaitProgress(4);

        everythingIsInOrder();
        assertThat(server.markers("suspend")).hasSize(1);
        List<Map<String, Object>> ticks = server.claims("session.tick");
        assertThat(active(ticks.get(ticks.size() - 1)) - active(ticks.get(0))).isLessThan(120);
    }

    @Test
    void home_clonedAndBothRun_theChainShowsBothAndHolds() throws IOException {
        run();
        awaitProgress(3);
        halt();
        AgentHome clone = new AgentHome(folder.resolve("clone"));
        copy(home.folder(), clone.folder());
        run();
        awaitProgress(3);
        Running other = Running.start(clone);
        try {
            // The broker lets in one at a time, so that they take turns.
            await().atMost(SOON.multipliedBy(2)).until(() -> turns(server.claims()) >= 3);
        } finally {
            other.stop();
        }

        assertThat(server.problems()).isEmpty();
        assertThat(server.chainHolds()).isTrue();
        assertThat(server.markers("restore")).isNotEmpty();
    }

    /** How often another agent start speaks than the reading before. */
    private static long turns(List<Map<String, Object>> claims) {
        long turns = 0;
        for (int i = 1; i < claims.size(); i++) {
            turns += claims.get(i).get("boot").equals(claims.get(i - 1).get("boot")) ? 0 : 1;
        }
        return turns;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static long run(Map<String, Object> claims) {
        return ((Number) claims.get("run")).longValue();
    }

    private static long active(Map<String, Object> claims) {
        return ((Number) claims.get("active")).longValue();
    }

    /** The system's clock, set by so many milliseconds. */
    private static final class MovedClock extends Clock {
        private final AtomicLong moved;

        MovedClock(AtomicLong moved) {
            this.moved = moved;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plusMillis(moved.get());
        }
    }

    @Test
    void reading_refusedAsMalformed_declaredLostAndTheRestArrives() {
        server.refuse(3, "malformed");
        run();

        awaitAtLeast(8, server::head);
        assertThat(server.markers("gap"))
                .singleElement()
                .satisfies(gap -> assertThat(gap).containsEntry("from", 3).containsEntry("to", 3));
        assertThat(server.problems()).isEmpty();
    }

    @Test
    void reading_lostBehindTheBroker_sentAgainAfterHalfAMinute() {
        server.overhear(3);
        run();
        awaitAtLeast(8, server::received);
        assertThat(server.head()).isEqualTo(2);

        awaitAtLeast(30, server::head);
        everythingIsInOrder();
        assertThat(server.markers("gap")).isEmpty();
    }

    @Test
    void broker_refusesReadings_notTakenAsSent() {
        run();
        awaitProgress(2);
        broker.refuseUsage(true);
        long received = server.received();
        await().pollDelay(Duration.ofSeconds(4)).atMost(SOON).until(() -> true);
        assertThat(server.received()).isLessThanOrEqualTo(received + 1);
        broker.refuseUsage(false);

        awaitProgress(5);
        everythingIsInOrder();
    }

    @Test
    void hostileMessages_ofEveryKind_changeNothing() {
        run();
        awaitProgress(1);
        for (String hostile : List.of(
                "not json",
                "[]",
                "{\"seq\":-5}",
                "{\"seq\":1e99,\"head\":\"x\"}",
                "{\"seq\":99999999999999999999}",
                "{\"seq\":2,\"refused\":\"\\u0000\"}",
                "{\"seq\":9007199254740991,\"refused\":\"malformed\"}",
                "[".repeat(3_000),
                "x".repeat(60_000))) {
            for (String topic : List.of("ack", "config")) {
                server.publish(topic, hostile, false);
                server.publish(topic, hostile, true);
            }
        }

        awaitProgress(5);
        everythingIsInOrder();
    }

    @Test
    void config_fromTheServer_followedAndKept() throws IOException {
        Files.writeString(home.settings(), "tick-seconds = 3600\nalive-seconds = 3600\n");
        run();
        awaitProgress(2);
        server.publish("config", "{\"version\":7,\"aliveSeconds\":1}", true);

        awaitProgress(6);
        assertThat(server.markers("alive").size()).isGreaterThan(4);
        assertThat(server.claims()).extracting("ins").contains("i-1", "i-2");
        await().atMost(SOON).until(() -> Files.readString(home.status()).contains("\"configVersion\":7"));
        halt();
        server.forgetRetained();
        run();
        awaitProgress(6);
    }

    @Test
    void state_connectedThenStopped_retainedEachTime() {
        run();
        await().atMost(SOON).until(() -> server.lastState().contains("\"online\":true"));
        halt();

        await().atMost(SOON).until(() -> server.lastState().contains("\"online\":false"));
        assertThat(server.lastState())
                .contains("\"boot\":")
                .contains("\"pending\":")
                .contains("\"skewMs\":");
    }

    @Test
    void broker_certificateForAnotherName_neverTalkedTo() throws IOException {
        try (TestBroker other = new TestBroker(folder, AUTHORITY, "127.0.0.9").start()) {
            String device = Files.readString(home.device());
            Files.writeString(home.device(), device.replaceAll("ssl://[^\"]*", other.deviceUri()));
            run();

            await().atMost(SOON)
                    .until(() -> Files.exists(home.status())
                            && Files.readString(home.status()).contains("No subject alternative names"));
            assertThat(Files.readString(home.status())).contains("\"connected\":false");
            halt();
        }
    }
}
