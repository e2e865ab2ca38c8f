package io.weiyi.metering.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.metering.BrokerConfig;
import io.weiyi.metering.ingest.HostileMessages.Verdict;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.FleetDevice;
import io.weiyi.testing.LightClient;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages of an enemy over the real broker: nothing is accepted that should not be, nothing good waits because of them, and
 * the memory does not fill. The number of generated ones and the seed are settings; the seed is printed.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class HostileIT {

    private static final int MESSAGES = Integer.getInteger("weiyi.hostile.messages", 2_000);
    private static final long SEED = Long.getLong("weiyi.hostile.seed", System.nanoTime());
    private static final int CHUNK = 200;
    private static final long LATENCY_MS_MAX = 2_000;
    private static final int QUIET_READINGS = 10;
    private static final int SLOWER_MAX = 4;
    private static final long HEAP_GROWTH_BYTES_MAX = 48L * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BrokerConfig broker;

    private final EventLoopGroup loop = LightClient.loop(1);
    private final UUID sid = UUID.randomUUID();
    private final Instant start = Instant.now().minus(Duration.ofDays(1));
    private FleetDevice enemy;
    private FleetDevice other;
    private FleetDevice honest;

    @BeforeEach
    void connect() throws Exception {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        List<FleetDevice> devices = FleetDevice.enrol(city, owner, city.bearer(city.manager(owner)), 3);
        enemy = devices.get(0);
        other = devices.get(1);
        honest = devices.get(2);
        for (FleetDevice device : devices) {
            device.connect(loop).get(60, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void leave() {
        List.of(enemy, other, honest).forEach(FleetDevice::close);
        loop.shutdownGracefully();
    }

    @Test
    void corpus_eachFile_endsAsItSays() throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        int accepted = 0;
        for (HostileRecipe recipe : HostileRecipe.all()) {
            byte[] message = recipe.message(enemy, other);
            enemy.send(message).get(30, TimeUnit.SECONDS);
            if (recipe.expected().equals("accepted")) {
                accepted++;
            } else {
                expected.put(java.util.HexFormat.of().formatHex(Jws.sha256(message)), recipe + " " + recipe.expected());
            }
        }
        assertThat(expected.size() + accepted).isGreaterThan(60);
        int refused = expected.size();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(quarantined()).isGreaterThanOrEqualTo(refused));
        await().atMost(PATIENCE).until(enemy::isAcked);
        Map<String, String> found = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("SELECT sha256, reason FROM quarantine WHERE device_id = :d")
                .bind("d", enemy.device().id)
                .map((row, context) -> found.put(row.getString(1), row.getString(2)))
                .list());
        expected.forEach((sha256, name) ->
                assertThat(name.split(" ")[0] + " " + found.get(sha256)).isEqualTo(name));
        assertThat(found).hasSameSizeAs(expected);
        assertThat(readings(enemy)).isEqualTo(accepted);
        assertThat(readings(other)).isZero();
    }

    @Test
    void generated_beyondCounting_letNothingInAndHoldNobodyUp() throws Exception {
        System.out.printf("hostile messages: %d, seed %d (-Dweiyi.hostile.seed=%d replays)%n", MESSAGES, SEED, SEED);
        HostileMessages messages = new HostileMessages(SEED, enemy, other);
        // On a machine that is busy with other things even a reading that nobody disturbs takes its time.
        long undisturbed = slowest(
                IntStream.range(0, QUIET_READINGS).mapToObj(i -> goodReading()).toList());
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<List<Long>> latencies = CompletableFuture.supplyAsync(() -> {
            List<Long> waited = new ArrayList<>();
            while (!done.get()) {
                waited.add(goodReading());
            }
            return waited;
        });
        long heapAtFirst = 0;
        int sent = 0;
        try {
            while (sent < MESSAGES) {
                List<byte[]> chunk = new ArrayList<>();
                while (chunk.size() < CHUNK) {
                    chunk.addAll(messages.next());
                }
                enemy.send(chunk).get(120, TimeUnit.SECONDS);
                sent += chunk.size();
                if (heapAtFirst == 0 && sent >= MESSAGES / 4) {
                    heapAtFirst = heap();
                }
            }
            String what = "seed " + SEED + ", sent " + messages.expected();
            await(what)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(quarantined()).isEqualTo(messages.refused()));
            await(what).atMost(PATIENCE).until(enemy::isAcked);
            await(what)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(enemy.refused()).isEqualTo(messages.refused()));
            assertEachForItsReason(what, messages);
        } finally {
            done.set(true);
        }
        long growth = heap() - heapAtFirst;
        List<Long> waited = latencies.get(60, TimeUnit.SECONDS);
        System.out.printf(
                "hostile messages: %s; %d good readings of another device, slowest %d ms, undisturbed %d ms; heap grew by %d KiB%n",
                messages.expected(), waited.size(), slowest(waited), undisturbed, growth / 1024);
        assertThat(waited).isNotEmpty();
        assertThat(slowest(waited))
                .as("slowest of " + waited.size() + ", undisturbed " + undisturbed)
                .isLessThanOrEqualTo(Math.max(LATENCY_MS_MAX, SLOWER_MAX * undisturbed));
        assertThat(growth).isLessThan(HEAP_GROWTH_BYTES_MAX);
    }

    /** Held up, not refused: all of it is kept, but not sooner than the pace of one device allows. */
    @Test
    void flood_ofOneDevice_isHeldUp() throws Exception {
        HostileMessages messages = new HostileMessages(SEED, enemy, other);
        List<byte[]> flood = new ArrayList<>();
        int twoSeconds = 2 * broker.deviceMessagesPerSecond();
        while (flood.size() < twoSeconds) {
            flood.add(messages.malformed());
        }
        long before = System.nanoTime();
        enemy.send(flood).get(60, TimeUnit.SECONDS);
        // What is on its way when the pause begins, and the burst of one that was quiet, need not wait.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(1));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(quarantined()).isEqualTo(flood.size()));
        assertThat(enemy.isConnected()).isTrue();
    }

    private void assertEachForItsReason(String what, HostileMessages messages) {
        Map<String, Long> reasons = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT reason, count(*) FROM quarantine WHERE device_id = :d GROUP BY reason")
                .bind("d", enemy.device().id)
                .map((row, context) -> reasons.put(row.getString(1), row.getLong(2)))
                .list());
        assertThat(reasons.getOrDefault("too-big", 0L)).as(what).isEqualTo(messages.expected(Verdict.TOO_BIG));
        assertThat(reasons.getOrDefault("wrong-device", 0L))
                .as(what)
                .isEqualTo(messages.expected(Verdict.WRONG_DEVICE));
        assertThat(reasons.getOrDefault("seq-conflict", 0L))
                .as(what)
                .isEqualTo(messages.expected(Verdict.SEQ_CONFLICT));
        assertThat(reasons.getOrDefault("malformed", 0L) + reasons.getOrDefault("bad-signature", 0L))
                .as(what)
                .isEqualTo(messages.expected(Verdict.BROKEN)
                        + messages.expected(Verdict.MALFORMED)
                        + messages.expected(Verdict.BAD_SIGNATURE));
        assertThat(readings(enemy)).as(what).isEqualTo(enemy.device().seq);
        assertThat(enemy.device().seq).as(what).isEqualTo(messages.expected(Verdict.GOOD));
        assertThat(readings(other)).as(what).isZero();
    }

    /** How many milliseconds pass from sending a good reading to its ack. */
    private long goodReading() {
        long seconds = honest.device().seq;
        Instant at = start.plusSeconds(seconds);
        byte[] reading = honest.sign(honest.device().session("session.tick", sid, at, seconds, 0));
        long before = System.nanoTime();
        honest.send(reading);
        await().pollInterval(Duration.ofMillis(2)).atMost(PATIENCE).until(honest::isAcked);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    }

    private static long slowest(List<Long> millis) {
        return millis.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private long quarantined() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT quarantined FROM device_head WHERE device_id = :d")
                .bind("d", enemy.device().id)
                .mapTo(Long.class)
                .one());
    }

    private long readings(FleetDevice device) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM raw_reading WHERE device_id = :d")
                .bind("d", device.device().id)
                .mapTo(Long.class)
                .one());
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
