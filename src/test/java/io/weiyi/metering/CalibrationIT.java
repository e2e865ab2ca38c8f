package io.weiyi.metering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a manager says about an instrument reaches its agent over the real broker. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class CalibrationIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    CityFixture city;
    CityFixture.Org owner;
    CityFixture.Instrument instrument;
    String manager;
    TestDevice device;

    @BeforeEach
    void makeDevice() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        instrument = city.instrument(owner).create();
        manager = city.bearer(city.manager(owner));
        device = TestDevice.enrol(manager, instrument.id()).connect();
    }

    @AfterEach
    void leave() {
        device.close();
    }

    private ValidatableResponse put(String bearer, String match, Object body) {
        return given().header("Authorization", bearer)
                .header("If-Match", match)
                .contentType("application/json")
                .body(body)
                .put("/api/v1/instruments/{id}/calibration", instrument.id())
                .then();
    }

    private JsonPath lastConfig() {
        return device.configs.get(device.configs.size() - 1);
    }

    @Test
    void set_byAManager_reachesTheDeviceWithANewVersion() {
        await().atMost(SOON).until(() -> !device.configs.isEmpty());
        int before = lastConfig().getInt("version");
        assertThat((Object) lastConfig().get("instruments[0].running")).isNull();

        put(
                        manager,
                        "\"0\"",
                        Map.of(
                                "watch", List.of("acquire.exe", "python3* ~ scan.py"),
                                "running", "process and power.on",
                                "active", "cpu or power.run",
                                "limits", Map.of("cpuPercent", 12, "runWatts", 140),
                                "note", "measured on site"))
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("version", equalTo(1))
                .body("instrumentId", equalTo(String.valueOf(instrument.id())));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(lastConfig().getString("instruments[0].running"))
                        .isEqualTo("process and power.on"));
        JsonPath config = lastConfig();
        assertThat(config.getInt("version")).isGreaterThan(before);
        assertThat(config.getString("instruments[0].id")).isEqualTo(String.valueOf(instrument.id()));
        assertThat(config.getList("instruments[0].watch", String.class))
                .containsExactly("acquire.exe", "python3* ~ scan.py");
        assertThat(config.getString("instruments[0].active")).isEqualTo("cpu or power.run");
        assertThat(config.getInt("instruments[0].cpuPercent")).isEqualTo(12);
        assertThat(config.getInt("instruments[0].runWatts")).isEqualTo(140);
        assertThat((Object) config.get("instruments[0].onWatts")).isNull();

        put(manager, "\"1\"", Map.of("running", "power.on")).statusCode(200).body("version", equalTo(2));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat((Object) lastConfig().get("instruments[0].watch"))
                        .isNull());
        int audited = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FROM audit_entry
                         WHERE action = 'calibration.set' AND subject_kind = 'instrument' AND subject_id = :id""")
                .bind("id", String.valueOf(instrument.id()))
                .mapTo(Integer.class)
                .one());
        assertThat(audited).isEqualTo(2);
        given().header("Authorization", manager)
                .get("/api/v1/instruments/{id}/calibration/versions", instrument.id())
                .then()
                .statusCode(200)
                .body("version", equalTo(List.of(2, 1)))
                .body("[1].limits.cpuPercent", equalTo(12))
                .body("[0].watch", nullValue());
    }

    @Test
    void set_anotherVersionCameBetween_stale() {
        put(manager, "\"0\"", Map.of("running", "process")).statusCode(200);
        put(manager, "\"0\"", Map.of("running", "power.on")).statusCode(412);
        put(manager, "*", Map.of("running", "power.on")).statusCode(200).body("version", equalTo(2));
    }

    @Test
    void set_wrongFields_allNamed() {
        put(
                        manager,
                        "*",
                        Map.of(
                                "watch",
                                List.of(""),
                                "running",
                                "process and",
                                "active",
                                "steam",
                                "limits",
                                Map.of("cpuPercent", 0, "onWatts", 50, "runWatts", 20)))
                .statusCode(422)
                .body("violations.field", hasItems("watch", "running", "active", "cpuPercent", "runWatts"));
        put(manager, "*", Map.of("limits", Map.of("steam", 1)))
                .statusCode(422)
                .body("violations[0].field", equalTo("limits"));
    }

    @Test
    void set_byOthers_refused() {
        String other = city.bearer(city.manager(city.provider()));
        put(other, "*", Map.of("running", "process")).statusCode(404);
        put(city.bearer(city.member(city.firm())), "*", Map.of("running", "process"))
                .statusCode(403);
        given().header("Authorization", other)
                .get("/api/v1/instruments/{id}/calibration", instrument.id())
                .then()
                .statusCode(404);
        given().header("Authorization", manager)
                .get("/api/v1/instruments/{id}/calibration", instrument.id())
                .then()
                .statusCode(200)
                .body("version", equalTo(0));
    }

    @Test
    void version_onceSet_isNeverChanged() {
        put(manager, "*", Map.of("running", "process")).statusCode(200);
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.createUpdate(
                                "UPDATE metering_calibration SET running = 'no' WHERE instrument_id = :id")
                        .bind("id", instrument.id())
                        .execute()))
                .isNotNull();
    }
}
