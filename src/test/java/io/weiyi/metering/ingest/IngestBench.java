package io.weiyi.metering.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.metering.BrokerEndpoint;
import io.weiyi.metering.Reading;
import io.weiyi.metering.pki.DeviceCa;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.CpuMeter;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.FleetDevice;
import io.weiyi.testing.LightClient;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Signed readings through the whole path (published to the broker, checked, committed, acknowledged) against its stages
 * alone: the broker, the signature check, the batched insert. All of it is counted in CPU time, without the threads that
 * play the devices; the clock is shown beside it. Each figure is the median of five rounds in one run.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
@Tag("bench")
class IngestBench {

    private static final int READINGS = 20_000;
    private static final int BATCH = 500;
    private static final int MANY = Integer.getInteger("weiyi.bench.devices", 500);
    private static final int ROUNDS = 5;
    /** Rounds that are not counted: the compiler is still at work. */
    private static final int WARM_UP = 6;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    ReadingRows rows;

    @Inject
    KnownCertificates certificates;

    @Inject
    BrokerEndpoint endpoint;

    @Inject
    DeviceCa ca;

    private final EventLoopGroup loop = LightClient.loop(1);
    private final AtomicLong arrived = new AtomicLong();
    private CpuMeter meter;
    private LightClient reader;
    private LightClient writer;

    @Test
    void readings_wholePathAgainstItsStages() throws Exception {
        meter = new CpuMeter(jdbi);
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        String manager = city.bearer(city.manager(owner));
        reader = server((on, payload) -> arrived.incrementAndGet(), "$share/bench/bench/through");
        writer = server((on, payload) -> {});
        System.out.printf("%n| readings | broker | check | insert | sum of stages | whole path | part | a second |%n"
                + "|---|---|---|---|---|---|---|---|%n");
        measure("of " + MANY + " devices, each a few", FleetDevice.enrol(city, owner, manager, MANY));
        measure("of 10 devices with a backlog", FleetDevice.enrol(city, owner, manager, 10));
        reader.close();
        writer.close();
        loop.shutdownGracefully();
    }

    private void measure(String name, List<FleetDevice> devices) throws Exception {
        for (FleetDevice device : devices) {
            device.connect(loop).get(1, TimeUnit.MINUTES);
        }
        double[][] figures = new double[6][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            List<List<byte[]>> signed = new ArrayList<>();
            for (FleetDevice device : devices) {
                signed.add(device.session(READINGS / devices.size(), Duration.ofDays(2)));
            }
            List<byte[]> all = signed.stream().flatMap(List::stream).toList();
            List<Jws> parsed = new ArrayList<>();
            for (byte[] text : all) {
                parsed.add(Jws.parse(text));
            }
            Cost broker = cost(() -> passThrough(all));
            Cost check = cost(
                    () -> assertThat(parsed.stream().allMatch(this::isRight)).isTrue());
            Cost insert = cost(() -> insert(parsed));
            Cost whole = cost(() -> send(devices, signed));
            if (round >= 0) {
                double stages = broker.micros + check.micros + insert.micros;
                double[] line = {
                    broker.micros, check.micros, insert.micros, stages, whole.micros, READINGS / whole.seconds
                };
                for (int i = 0; i < line.length; i++) {
                    figures[i][round] = line[i];
                }
            }
            if (Boolean.getBoolean("weiyi.bench.threads")) {
                System.out.println("broker " + broker + "\ninsert " + insert + "\nwhole " + whole);
            }
        }
        double[] m = Arrays.stream(figures).mapToDouble(IngestBench::median).toArray();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f µs | %.0f µs | %.0f µs | %.0f µs | %.0f µs | %.0f %% | %,.0f |%n",
                name,
                m[0],
                m[1],
                m[2],
                m[3],
                m[4],
                100 * m[3] / m[4],
                m[5]);
        devices.forEach(FleetDevice::close);
    }

    private Cost cost(Work work) throws Exception {
        CpuMeter.Used before = meter.now();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        CpuMeter.Used used = meter.now().since(before);
        return new Cost(used.withoutDevices() / 1e3 / READINGS, seconds, used);
    }

    /** The broker alone: the same bytes in and out again over TLS, to a client that only says that it has them. */
    private void passThrough(List<byte[]> all) throws Exception {
        arrived.set(0);
        writer.publishAll("bench/through", all).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> arrived.get() >= all.size());
        assertThat(reader.isConnected()).isTrue();
    }

    private LightClient server(java.util.function.BiConsumer<String, byte[]> listener, String... topics)
            throws Exception {
        DeviceCa.Identity own = ca.processIdentity();
        return LightClient.connect(
                        loop,
                        endpoint.uri().orElseThrow(),
                        own.commonName(),
                        DeviceKeys.tls(
                                new KeyPair(own.certificate().getPublicKey(), own.key()),
                                own.certificate(),
                                ca.certificate()),
                        listener,
                        topics)
                .get(1, TimeUnit.MINUTES);
    }

    private boolean isRight(Jws jws) {
        return Signatures.isRight(jws, certificates.find(jws.kid()).orElseThrow());
    }

    /** The rows of nobody's device, so that they are in nobody's way. */
    private void insert(List<Jws> all) {
        Instant now = Instant.now();
        String device = CityFixture.unique("bench-");
        for (int from = 0; from < all.size(); from += BATCH) {
            List<ReadingRows.Fresh> batch = new ArrayList<>();
            for (Jws jws : all.subList(from, from + BATCH)) {
                batch.add(new ReadingRows.Fresh(renamed(jws, device), now, new TreeSet<>()));
            }
            QuarkusTransaction.requiringNew().run(() -> rows.insert(batch));
        }
    }

    private static Reading renamed(Jws jws, String device) {
        try {
            Reading r = new Protocol().read(jws);
            return new Reading(
                    device + "-" + r.device(),
                    r.instrumentId(),
                    r.seq(),
                    r.hash(),
                    r.prev(),
                    r.kid(),
                    r.boot(),
                    r.ts(),
                    r.monoMs(),
                    r.offMs(),
                    r.type(),
                    r.sid(),
                    r.run(),
                    r.active(),
                    r.probe(),
                    r.booking(),
                    r.cause(),
                    r.fromSeq(),
                    r.toSeq(),
                    r.jws());
        } catch (Jws.Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(List<FleetDevice> devices, List<List<byte[]>> signed) throws Exception {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            sent.add(devices.get(i).send(signed.get(i)));
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> devices.stream().allMatch(FleetDevice::isAcked));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Something to be measured. */
    private interface Work {
        void run() throws Exception;
    }

    /**
     * @param micros CPU time for each reading, without that of the devices
     * @param seconds by the clock
     */
    private record Cost(double micros, double seconds, CpuMeter.Used used) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%.1f µs a reading, %.2f s; process %.2f s, database %.2f s;",
                    micros,
                    seconds,
                    used.processNanos() / 1e9,
                    used.databaseNanos() / 1e9));
            used.threadNanos().entrySet().stream()
                    .filter(entry -> entry.getValue() > 20_000_000)
                    .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
                    .forEach(entry -> text.append(
                            String.format(Locale.ROOT, " %s %.2f", entry.getKey(), entry.getValue() / 1e9)));
            return text.toString();
        }
    }
}
