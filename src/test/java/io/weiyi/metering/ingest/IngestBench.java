package io.weiyi.metering.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.metering.Reading;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Readings per second through the whole path (published to the broker, checked, committed, acknowledged), against the same
 * rows by the same insert alone and against the signature checks alone, in one run. Each figure is the median of five.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
@Tag("bench")
class IngestBench {

    private static final int DEVICES = 10;
    private static final int READINGS = 500;
    private static final int BATCH = 500;
    private static final int ROUNDS = 5;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    ReadingRows rows;

    @Inject
    KnownCertificates certificates;

    @Test
    void readings_wholePathAgainstItsParts() throws Exception {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        String manager = city.bearer(city.manager(owner));
        List<TestDevice> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            devices.add(
                    TestDevice.enrol(manager, city.instrument(owner).create().id())
                            .connect());
        }
        long[] whole = new long[ROUNDS];
        long[] inserts = new long[ROUNDS];
        long[] checks = new long[ROUNDS];
        long[] checksOnAllCores = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            List<List<String>> signed = new ArrayList<>();
            for (TestDevice device : devices) {
                signed.add(session(device));
            }
            List<Jws> all = new ArrayList<>();
            for (List<String> some : signed) {
                for (String text : some) {
                    all.add(Jws.parse(text.getBytes(StandardCharsets.US_ASCII)));
                }
            }
            checks[round] =
                    rate(() -> assertThat(all.stream().allMatch(this::isRight)).isTrue());
            checksOnAllCores[round] = rate(() ->
                    assertThat(all.parallelStream().allMatch(this::isRight)).isTrue());
            inserts[round] = rate(() -> insert(all));
            whole[round] = rate(() -> send(devices, signed));
        }
        devices.forEach(TestDevice::close);
        System.out.printf(
                "%n| readings per second (median of %d, %d devices, batches of up to %d) | |%n|---|---|%n"
                        + "| whole path: broker, check, commit, ack | %,d |%n| the same batched insert alone | %,d |%n"
                        + "| signature checks alone, one core | %,d |%n| signature checks alone, all cores | %,d |%n%n",
                ROUNDS, DEVICES, BATCH, median(whole), median(inserts), median(checks), median(checksOnAllCores));
    }

    private static List<String> session(TestDevice device) {
        List<String> signed = new ArrayList<>();
        UUID sid = UUID.randomUUID();
        Instant start = Instant.now().minus(Duration.ofDays(2));
        for (int i = 0; i < READINGS; i++) {
            String type = i == 0 ? "session.start" : i == READINGS - 1 ? "session.end" : "session.tick";
            signed.add(device.sign(device.session(type, sid, start.plusSeconds(30L * i), 30L * i, 30L * i)));
        }
        return signed;
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
            Reading r = Claims.read(jws);
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

    private static void send(List<TestDevice> devices, List<List<String>> signed) {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            TestDevice device = devices.get(i);
            List<String> readings = signed.get(i);
            Thread sender = new Thread(() -> device.sendAll(readings));
            sender.start();
            senders.add(sender);
        }
        for (TestDevice device : devices) {
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> device.acked() == device.seq);
        }
        for (Thread sender : senders) {
            try {
                sender.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static long rate(Runnable work) {
        long before = System.nanoTime();
        work.run();
        return DEVICES * READINGS * 1_000_000_000L / (System.nanoTime() - before);
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
