package io.weiyi.metering.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.CpuMeter;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.FleetDevice;
import io.weiyi.testing.LightClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a city's fleet costs that is connected all day, in real time, and how a device that was away for sixty days comes
 * back without the others noticing.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
@Tag("bench")
class FleetBench {

    private static final int AGENTS = Integer.getInteger("weiyi.bench.agents", 1_800);
    private static final int MINUTES = Integer.getInteger("weiyi.bench.minutes", 3);
    private static final int SESSIONS = 180;
    private static final int READINGS_A_SESSION = 480;
    private static final int OTHERS = 20;
    /** What the protocol lets a device have unacknowledged. */
    private static final int IN_FLIGHT = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int SETTLING_SECONDS = 60;
    private static final int WARM_UP_MINUTES = 2;
    private static final int SHOWN = 8;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private final EventLoopGroup loop = LightClient.loop(1);
    private final ScheduledExecutorService pace =
            Executors.newScheduledThreadPool(1, work -> new Thread(work, LightClient.THREADS + "-pace"));
    private CityFixture city;
    private CityFixture.Org owner;
    private String manager;

    @BeforeEach
    void city() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        manager = city.bearer(city.manager(owner));
    }

    @AfterEach
    void leave() {
        pace.shutdownNow();
        loop.shutdownGracefully();
    }

    @Test
    void fleet_atOneTickAMinute_costsLittle() throws Exception {
        List<FleetDevice> fleet = connected(AGENTS);
        CpuMeter meter = new CpuMeter(jdbi);
        double idle = idle(meter);
        // A fleet is connected all day: the minutes in which the compiler is still at work are not counted.
        tick(fleet, WARM_UP_MINUTES);
        List<List<byte[]>> ticks = signed(fleet, MINUTES);
        CpuMeter.Used before = meter.now();
        long start = System.nanoTime();
        send(fleet, ticks, MINUTES);
        double seconds = Math.max((System.nanoTime() - start) / 1e9, MINUTES * 60.0);
        CpuMeter.Used used = meter.now().since(before);
        System.out.printf(
                "%n| agents | minutes | readings | CPU of server, broker and database | of one core | the same without a reading |%n"
                        + "|---|---|---|---|---|---|%n| %,d | %d | %,d | %.1f s | %.1f %% | %.1f %% |%n%s%n",
                AGENTS,
                MINUTES,
                AGENTS * MINUTES,
                used.withoutDevices() / 1e9,
                100 * used.withoutDevices() / 1e9 / seconds,
                idle,
                where(used));
        fleet.forEach(FleetDevice::close);
    }

    @Test
    void backlog_ofSixtyDays_isInTheBooksWhileOthersGoOn() throws Exception {
        FleetDevice away = connected(1).get(0);
        List<FleetDevice> others = connected(OTHERS);
        List<byte[]> backlog = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            backlog.addAll(away.session(READINGS_A_SESSION, Duration.ofDays(60).minusHours(8L * i)));
        }
        Instant begin = Instant.now();
        UUID sid = UUID.randomUUID();
        CpuMeter meter = new CpuMeter(jdbi);
        CpuMeter.Used before = meter.now();
        long start = System.nanoTime();
        away.send(backlog, IN_FLIGHT);
        List<Long> latencies = new ArrayList<>();
        int turn = 0;
        while (!away.isAcked()) {
            FleetDevice other = others.get(turn++ % OTHERS);
            long seconds = other.device().seq;
            byte[] live =
                    other.sign(other.device().session("session.tick", sid, begin.plusSeconds(seconds), seconds, 0));
            long at = System.nanoTime();
            other.send(live);
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(other::isAcked);
            latencies.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - at));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = meter.now().since(before).withoutDevices() / 1e9;
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%n| backlog | in the books after | CPU without the devices | live readings of others | median | slowest |%n"
                        + "|---|---|---|---|---|---|%n| %,d readings | %.1f s | %.1f s | %d | %d ms | %d ms |%n%n",
                backlog.size(), seconds, cpu, sorted.length, sorted[sorted.length / 2], sorted[sorted.length - 1]);
        assertThat(Arrays.stream(sorted).count()).isPositive();
        away.close();
        others.forEach(FleetDevice::close);
    }

    private void tick(List<FleetDevice> fleet, int minutes) {
        send(fleet, signed(fleet, minutes), minutes);
    }

    /** Signed beforehand: what the devices do is not the server's cost. */
    private static List<List<byte[]>> signed(List<FleetDevice> fleet, int minutes) {
        return fleet.stream()
                .map(device -> device.session(minutes, Duration.ofMinutes(minutes)))
                .toList();
    }

    /** One reading a minute of each, spread over the minute, until all are acknowledged. */
    private void send(List<FleetDevice> fleet, List<List<byte[]>> ticks, int minutes) {
        for (int i = 0; i < fleet.size(); i++) {
            FleetDevice device = fleet.get(i);
            List<byte[]> readings = ticks.get(i);
            for (int minute = 0; minute < minutes; minute++) {
                byte[] reading = readings.get(minute);
                long at = TimeUnit.MINUTES.toMillis(minute) + TimeUnit.MINUTES.toMillis(1) * i / fleet.size();
                pace.schedule(() -> device.send(reading), at, TimeUnit.MILLISECONDS);
            }
        }
        await().pollInterval(Duration.ofMillis(500))
                .atMost(PATIENCE)
                .until(() -> fleet.stream().allMatch(FleetDevice::isAcked));
    }

    /** The costly parts, one a line. */
    private static String where(CpuMeter.Used used) {
        StringBuilder lines = new StringBuilder(String.format("  database %.1f s%n", used.databaseNanos() / 1e9));
        used.threadNanos().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(part -> lines.append(String.format("  %s %.1f s%n", part.getKey(), part.getValue() / 1e9)));
        return lines.toString();
    }

    /** What the connected fleet costs while it says nothing. */
    private static double idle(CpuMeter meter) throws InterruptedException {
        // The compiler and the enrolments' work rows come to rest first.
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
        CpuMeter.Used before = meter.now();
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
        CpuMeter.Used used = meter.now().since(before);
        System.out.printf("at rest for %d s:%n%s%n", SETTLING_SECONDS, where(used));
        return 100 * used.withoutDevices() / 1e9 / SETTLING_SECONDS;
    }

    private List<FleetDevice> connected(int count) throws Exception {
        List<FleetDevice> devices = FleetDevice.enrol(city, owner, manager, count);
        for (FleetDevice device : devices) {
            device.connect(loop).get(2, TimeUnit.MINUTES);
        }
        return devices;
    }
}
