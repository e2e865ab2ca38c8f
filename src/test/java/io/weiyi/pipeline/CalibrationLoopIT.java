package io.weiyi.pipeline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manager calibrates in the office is what the real agent in the lab goes by, without a hand on its PC. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class CalibrationLoopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Test
    void calibration_ofTheServer_beginsAndEndsSessionsOfTheRealAgent() throws Exception {
        assumeTrue(LabPc.jarExists(), "the agent's jar is not built");
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org lab = city.provider();
        CityFixture.Instrument instrument = city.instrument(lab).create();
        String manager = city.bearer(city.manager(lab));
        try (LabPc pc = new LabPc(folder)) {
            String code = as(manager)
                    .body(Map.of())
                    .post("/api/v1/instruments/{id}/enrolment-codes", instrument.id())
                    .path("code");
            assertThat(pc.enrol("http://127.0.0.1:" + RestAssured.port, code))
                    .as(pc.log())
                    .isZero();
            pc.configure(instrument.id(), true);
            Path settings = pc.home().resolve("agent.properties");
            Files.writeString(settings, Files.readString(settings).replaceAll("(?m)^instrument.*watch = .*$", ""));
            pc.startAgent();
            pc.startProgram();
            await("the agent has the server's settings")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(pc.settingsFromServer()).isNotEmpty());
            assertThat(types(instrument)).as(pc.log()).doesNotContain("session.start");

            calibrate(manager, instrument, "\"0\"", Map.of("watch", List.of("sem-control"), "running", "process"));
            await("what runs is the program now")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(types(instrument)).as(pc.log()).contains("session.start"));

            // The same program, but now it has to work as well, and it only sleeps.
            calibrate(
                    manager,
                    instrument,
                    "\"1\"",
                    Map.of("watch", List.of("sem-control"), "running", "process and cpu"));
            await("and no longer")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(types(instrument)).as(pc.log()).contains("session.end"));
            await("verified").atMost(PATIENCE).untilAsserted(() -> {
                JsonPath sessions = as(manager)
                        .get("/api/v1/usage-sessions?instrumentId=" + instrument.id())
                        .jsonPath();
                assertThat(sessions.getList("items.verification")).containsExactly("VERIFIED");
            });
        }
    }

    private static RequestSpecification as(String bearer) {
        return given().header("Authorization", bearer).contentType(ContentType.JSON);
    }

    private static void calibrate(
            String manager, CityFixture.Instrument instrument, String match, Map<String, Object> calibration) {
        as(manager)
                .header("If-Match", match)
                .body(calibration)
                .put("/api/v1/instruments/{id}/calibration", instrument.id())
                .then()
                .statusCode(200);
    }

    private List<String> types(CityFixture.Instrument instrument) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT type FROM raw_reading WHERE instrument_id = :id AND type LIKE 'session%' ORDER BY seq")
                .bind("id", instrument.id())
                .mapTo(String.class)
                .list());
    }
}
