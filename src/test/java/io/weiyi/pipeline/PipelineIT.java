package io.weiyi.pipeline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.weiyi.embedded.EmbeddedBroker;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof: from a booking to an explained charge, through everything that may go wrong in between. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class PipelineIT {

    private static final long HOUR_FEN = 20000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Clock clock;

    @Inject
    EmbeddedBroker broker;

    @Test
    void loop_withKilledAgentAndBrokerOutage_endsInTheExactCharge() throws Exception {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org lab = city.provider();
        CityFixture.Org firm = city.firm();
        CityFixture.Instrument instrument = city.instrument(lab)
                .step(1)
                .length(1, 60)
                .rates(0, HOUR_FEN, 0, 0)
                .create();
        String manager = city.bearer(city.manager(lab));
        String member = city.bearer(city.person(firm, Role.MEMBER));

        try (LabPc pc = new LabPc(folder)) {
            String code = as(manager)
                    .body(Map.of())
                    .post("/api/v1/instruments/" + instrument.id() + "/enrolment-codes")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("code");
            assertThat(pc.enrol("http://127.0.0.1:" + RestAssured.port, code))
                    .as(pc.log())
                    .isZero();
            pc.configure(instrument.id());

            Instant start = clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            String booking = as(member)
                    .body(Map.of(
                            "instrumentId", String.valueOf(instrument.id()),
                            "startsAt", start.toString(),
                            "endsBefore", start.plus(1, ChronoUnit.MINUTES).toString(),
                            "mode", "SELF",
                            "purpose", "loop"))
                    .post("/api/v1/bookings")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");

            pc.startAgent();
            await("device online")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(devices(manager).getList("items.online", Boolean.class))
                            .as(pc.log())
                            .containsExactly(true));

            Instant programStarted = Instant.now();
            pc.startProgram();
            await("session open and linked").atMost(PATIENCE).untilAsserted(() -> {
                JsonPath sessions = sessions(manager, instrument);
                assertThat(sessions.getList("items.status")).as(pc.log()).containsExactly("OPEN");
                assertThat(sessions.getList("items.bookingId")).containsExactly(booking);
                assertThat(sessions.getLong("items[0].runSeconds")).isGreaterThanOrEqualTo(4);
            });

            // The agent dies in the middle of a session and comes back within five ticks.
            pc.killAgent();
            pc.startAgent();
            long before = sessions(manager, instrument).getLong("items[0].runSeconds");
            await("session goes on")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(sessions(manager, instrument).getLong("items[0].runSeconds"))
                                    .as(pc.log())
                                    .isGreaterThan(before + 4));

            // The broker is away for ten seconds; the program ends meanwhile and nobody hears of it yet.
            broker.stop();
            Instant brokerStopped = Instant.now();
            await("a while without a broker")
                    .pollDelay(Duration.ofSeconds(5))
                    .atMost(PATIENCE)
                    .until(() -> true);
            pc.endProgram();
            Instant programEnded = Instant.now();
            await("ten seconds without a broker")
                    .atMost(PATIENCE)
                    .until(() -> Duration.between(brokerStopped, Instant.now()).toSeconds() >= 10);
            broker.start();

            await("session verified")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(sessions(manager, instrument).getList("items.verification"))
                                    .as(pc.log())
                                    .containsExactly("VERIFIED"));
            JsonPath session = sessions(manager, instrument);
            long active = session.getLong("items[0].activeSeconds");
            long real = Duration.between(programStarted, programEnded).toSeconds();
            // The probe looks once a second, so each end of the session is seen up to a second late.
            assertThat(active).isBetween(real - 2, real + 2);
            assertThat(session.getLong("items[0].runSeconds")).isEqualTo(active);
            assertThat(session.getString("items[0].bookingId")).isEqualTo(booking);
            assertThat(session.getList("items[0].flags")).isEmpty();

            await("charged after the booking's end")
                    .atMost(Duration.ofSeconds(150))
                    .untilAsserted(() -> {
                        assertThat(as(member)
                                        .get("/api/v1/bookings/" + booking)
                                        .path("status")
                                        .toString())
                                .isEqualTo("FINISHED");
                        assertThat(charges(member).getLong("total")).isEqualTo(1);
                    });
            JsonPath charge = charges(member);
            long expected = (2 * active * HOUR_FEN + 3600) / 7200;
            assertThat(charge.getLong("items[0].totalFen")).isEqualTo(expected);
            assertThat(charge.getString("items[0].subject.kind")).isEqualTo("BOOKING");
            assertThat(charge.getString("items[0].subject.id")).isEqualTo(booking);
            assertThat(charge.getList("items[0].lines.amountFen", Long.class).stream()
                            .mapToLong(l -> l)
                            .sum())
                    .isEqualTo(expected);
            assertThat(charge.getString("items[0].lines[0].text"))
                    .contains(String.valueOf(active))
                    .contains("200.00");
            assertThat(sessions(manager, instrument).getString("items[0].chargeId"))
                    .isEqualTo(charge.getString("items[0].id"));

            JsonPath statement = statement(member);
            assertThat(statement.getLong("totalFen")).isEqualTo(expected);
            assertThat(statement.getList("charges.id")).containsExactly(charge.getString("items[0].id"));

            // Nothing lost, nothing twice.
            List<Long> seqs = seqs(instrument);
            assertThat(seqs).doesNotHaveDuplicates();
            assertThat(seqs.get(0)).isEqualTo(1);
            assertThat(seqs.get(seqs.size() - 1)).isEqualTo(seqs.size());
            assertThat(quarantined(instrument)).isZero();

            // The same readings once more change nothing. What cannot be read comes last and shows that all of them
            // were seen.
            pc.killAgent();
            List<Long> committed = seqs(instrument);
            SentAgain.over(pc.home(), readings(instrument), "not a reading");
            await("all seen again")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(quarantined(instrument)).isEqualTo(1));
            assertThat(seqs(instrument)).isEqualTo(committed);
            JsonPath same = sessions(manager, instrument);
            assertThat(same.getList("items.id")).isEqualTo(session.getList("items.id"));
            assertThat(same.getLong("items[0].activeSeconds")).isEqualTo(active);
            assertThat(charges(member).getList("items.id")).isEqualTo(charge.getList("items.id"));
            assertThat(statement(member).getLong("totalFen")).isEqualTo(expected);
        }
    }

    private RequestSpecification as(String bearer) {
        return given().header("Authorization", bearer).contentType("application/json");
    }

    private JsonPath devices(String manager) {
        return as(manager)
                .get("/api/v1/devices")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private JsonPath sessions(String manager, CityFixture.Instrument instrument) {
        return as(manager)
                .get("/api/v1/usage-sessions?instrumentId=" + instrument.id())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private JsonPath charges(String member) {
        return as(member)
                .get("/api/v1/charges")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private JsonPath statement(String member) {
        String month =
                DateTimeFormatter.ofPattern("yyyy-MM").format(clock.instant().atOffset(ZoneOffset.ofHours(8)));
        return as(member)
                .get("/api/v1/statements/" + month)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private List<Long> seqs(CityFixture.Instrument instrument) {
        return jdbi.withHandle(h -> h.createQuery("SELECT seq FROM raw_reading WHERE instrument_id = :id ORDER BY seq")
                .bind("id", instrument.id())
                .mapTo(Long.class)
                .list());
    }

    private List<String> readings(CityFixture.Instrument instrument) {
        return jdbi.withHandle(h -> h.createQuery("SELECT jws FROM raw_reading WHERE instrument_id = :id ORDER BY seq")
                .bind("id", instrument.id())
                .mapTo(String.class)
                .list());
    }

    private long quarantined(CityFixture.Instrument instrument) {
        return jdbi.withHandle(h -> h.createQuery(
                        "SELECT count(*) FROM quarantine WHERE device_id IN (SELECT device_id FROM device_instrument WHERE instrument_id = :id)")
                .bind("id", instrument.id())
                .mapTo(Long.class)
                .one());
    }
}
