package io.weiyi.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.restassured.RestAssured;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.FleetDevice;
import io.weiyi.testing.LightClient;
import io.weiyi.testing.Mosquitto;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of faults at random, while sessions are in flight on many devices. After healing, the server's sessions equal what
 * the agents know themselves: none lost, none double, no second wrong. A failing round says the seed that replays it.
 */
class FaultsIT {

    private static final int ROUNDS = Integer.getInteger("weiyi.faults.rounds", 4);
    private static final long SEED = Long.getLong("weiyi.faults.seed", System.nanoTime());
    private static final int AGENTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @TempDir
    static Path folder;

    private static FaultGround ground;
    private static EventLoopGroup loop;
    private static ScheduledExecutorService clock;
    private static List<ScriptedAgent> agents;
    private static int portBefore;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(
                Mosquitto.program().isPresent(),
                "skipped: the package mosquitto is not installed here (apt-get install mosquitto)");
        ground = FaultGround.start(folder);
        portBefore = RestAssured.port;
        RestAssured.port = ground.port();
        CityFixture city = CityFixture.fresh(ground.database(), new PasswordHasher());
        CityFixture.Org owner = city.provider();
        loop = LightClient.loop(1);
        agents = FleetDevice.enrol(city, owner, city.bearer(city.manager(owner)), AGENTS).stream()
                .map(device -> new ScriptedAgent(device, loop))
                .toList();
        clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleWithFixedDelay(() -> agents.forEach(ScriptedAgent::work), 0, 50, TimeUnit.MILLISECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (ground == null) {
            return;
        }
        RestAssured.port = portBefore;
        clock.shutdownNow();
        agents.forEach(ScriptedAgent::close);
        loop.shutdownGracefully();
        ground.close();
    }

    @Test
    void rounds_ofRandomFaults_loseNothingDoubleNothingAndBendNoSecond() {
        for (int i = 0; i < ROUNDS; i++) {
            long seed = SEED + i;
            FaultRound round = new FaultRound(seed, ground, agents);
            String replay = "round " + i + ", -Dweiyi.faults.seed=" + seed + " -Dweiyi.faults.rounds=1 replays it: "
                    + round.plan();
            long before = System.nanoTime();
            try {
                round.play();
                compare(replay);
            } catch (AssertionError | RuntimeException e) {
                System.out.println(replay + "\n" + ground.logs());
                throw e;
            }
            System.out.printf(
                    "faults: round %d of %d, seed %d, %d sessions so far, %.1f s: %s%n",
                    i + 1, ROUNDS, seed, expected().size(), (System.nanoTime() - before) / 1e9, round.plan());
        }
    }

    private static void compare(String replay) {
        await(replay)
                .pollInterval(Duration.ofMillis(100))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agents).as(replay).allMatch(ScriptedAgent::isDone));
        for (ScriptedAgent agent : agents) {
            assertThat(agent.complaints()).as(replay).isEmpty();
        }
        assertThat(found()).as(replay).containsExactlyInAnyOrderElementsOf(expected());
        long readings = agents.stream().mapToLong(agent -> agent.device().seq).sum();
        assertThat(count("raw_reading")).as(replay).isEqualTo(readings);
        assertThat(count("quarantine")).as(replay).isZero();
    }

    private static List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (ScriptedAgent agent : agents) {
            for (ScriptedAgent.Use use : agent.uses()) {
                lines.add(line(
                        agent.device().id,
                        use.sid(),
                        use.startedAt().toString(),
                        use.endedAt().toString(),
                        use.run(),
                        use.active(),
                        "CLOSED VERIFIED {}"));
            }
        }
        return lines;
    }

    /** All sessions of the database, whatever their state, so that a double or a corrected one shows. */
    private static List<String> found() {
        return ground.database()
                .withHandle(handle -> handle.createQuery("""
                        SELECT device_id, sid, started_at, coalesce(ended_at, last_at), run_seconds, active_seconds,
                               status || ' ' || coalesce(verification, '-') || ' ' || flags::text FROM usage_session""")
                        .map((row, context) -> line(
                                row.getString(1),
                                row.getObject(2, UUID.class),
                                row.getObject(3, OffsetDateTime.class)
                                        .toInstant()
                                        .toString(),
                                row.getObject(4, OffsetDateTime.class)
                                        .toInstant()
                                        .toString(),
                                row.getLong(5),
                                row.getLong(6),
                                row.getString(7)))
                        .list());
    }

    private static String line(
            String device, UUID sid, String startedAt, String endedAt, long run, long active, String state) {
        return device + " " + sid + " from " + startedAt + " to " + endedAt + ", run " + run + " s, active " + active
                + " s, " + state;
    }

    private static long count(String table) {
        return ground.database()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
    }
}
