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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A server that speaks version 2 of the protocol besides version 1, on the same database as one that does not. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class RaisedProtocolIT {

    /** In this version 2 a marker says {@code why} where version 1 says {@code cause}. */
    private static final Protocol RAISED = new Protocol(Map.of(1, Claims::reading, 2, RaisedProtocolIT::second));

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    KnownCertificates certificates;

    @Inject
    BatchCommit commit;

    private static Reading second(Jws jws, Claims claims) throws Jws.Malformed {
        Reading first = Claims.reading(jws, claims);
        return new Reading(
                first.device(),
                first.instrumentId(),
                first.seq(),
                first.hash(),
                first.prev(),
                first.kid(),
                first.boot(),
                first.ts(),
                first.monoMs(),
                first.offMs(),
                first.type(),
                first.sid(),
                first.run(),
                first.active(),
                first.probe(),
                first.booking(),
                claims.text("why"),
                first.fromSeq(),
                first.toSeq(),
                first.jws());
    }

    @Test
    void raised_firstVersionIsStillAcceptedAndTheThirdIsMalformed() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        long instrument = city.instrument(owner).create().id();
        try (TestDevice device =
                TestDevice.enrol(city.bearer(city.manager(owner)), instrument).connect()) {
            String first = device.sign(device.marker("alive", Instant.now()));
            Map<String, Object> claims = device.next("marker", Instant.now());
            claims.put("v", 2);
            claims.put("why", "alive");
            String second = device.sign(claims);
            String third = device.sign(device.marker("alive", Instant.now()));
            String prev = device.prev;
            Map<String, Object> unknown = device.marker("alive", Instant.now());
            unknown.put("v", 3);

            BatchCommit.Outcome outcome = raised(device, List.of(first, second, third, device.sign(unknown)));

            assertThat(outcome.refusals()).singleElement().satisfies(bad -> {
                assertThat(bad.reason()).isEqualTo(Refusal.MALFORMED);
                assertThat(bad.seq()).isEqualTo(4);
            });
            assertThat(outcome.acks())
                    .singleElement()
                    .satisfies(head -> assertThat(head.lastSeq()).isEqualTo(3));
            assertThat(causes(device)).containsExactly("alive", "alive", "alive");

            // The server that was not raised goes on in the same chain.
            device.seq = 3;
            device.prev = prev;
            device.send(device.sign(device.marker("alive", Instant.now())));
            await().atMost(Duration.ofSeconds(20)).until(() -> device.acked() == 4);
        }
    }

    @Test
    void raised_listensAndAnswersOnTheTopicsOfBoth() {
        assertThat(RAISED.filters("ingest"))
                .containsExactly(
                        "weiyi/v1/+/state",
                        "$share/ingest/weiyi/v1/+/usage",
                        "weiyi/v2/+/state",
                        "$share/ingest/weiyi/v2/+/usage");
        assertThat(RAISED.topics("dev-1", "ack")).containsExactly("weiyi/v1/dev-1/ack", "weiyi/v2/dev-1/ack");
        assertThat(RAISED.device("weiyi/v2/dev-1/usage", "usage")).contains("dev-1");
        assertThat(new Protocol().device("weiyi/v2/dev-1/usage", "usage")).isEmpty();
        assertThat(RAISED.device("weiyi/v3/dev-1/usage", "usage")).isEmpty();
    }

    private BatchCommit.Outcome raised(TestDevice device, List<String> readings) {
        Inspector inspector = new Inspector(certificates, RAISED);
        Instant now = Instant.now();
        Stream<Message> messages = readings.stream()
                .map(reading -> inspector.inspect(device.id, reading.getBytes(StandardCharsets.US_ASCII), now));
        return QuarkusTransaction.requiringNew().call(() -> commit.commit(messages.toList(), now));
    }

    private List<String> causes(TestDevice device) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT cause FROM raw_reading WHERE device_id = :d ORDER BY seq")
                        .bind("d", device.id)
                        .mapTo(String.class)
                        .list());
    }
}
