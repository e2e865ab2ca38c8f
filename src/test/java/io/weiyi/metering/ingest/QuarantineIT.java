package io.weiyi.metering.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two persons decide about a refused message. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class QuarantineIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private CityFixture city;
    private CityFixture.Org owner;
    private String manager;
    private String operator;
    private TestDevice device;
    private long foreign;

    @BeforeEach
    void enrol() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        manager = city.bearer(city.manager(owner));
        operator = city.bearer(city.person(owner, Role.OPERATOR));
        device = TestDevice.enrol(manager, city.instrument(owner).create().id());
        foreign = city.instrument(owner).create().id();
    }

    @AfterEach
    void leave() {
        device.close();
    }

    /** A reading of an instrument that the device does not watch yet. */
    private String refusedReading() {
        device.connect();
        Map<String, Object> claims = device.marker("alive", Instant.now());
        claims.put("ins", String.valueOf(foreign));
        String jws = device.sign(claims);
        device.send(jws);
        await().atMost(Duration.ofSeconds(30)).until(() -> device.refusals(1L).contains("wrong-device"));
        return jws;
    }

    private String only() {
        return given().header("Authorization", manager)
                .get("/api/v1/devices/{id}/quarantine", device.id)
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("items[0].reason", equalTo("wrong-device"))
                .body("items[0].status", equalTo("OPEN"))
                .body("items[0].requested", nullValue())
                .extract()
                .path("items[0].id");
    }

    private ValidatableResponse decide(String bearer, String message, String decision) {
        return given().header("Authorization", bearer)
                .contentType("application/json")
                .body(Map.of("note", "checked by hand"))
                .post("/api/v1/devices/{device}/quarantine/{id}/{decision}", device.id, message, decision)
                .then();
    }

    @Test
    void bytes_areThereAsTheyCame() {
        String jws = refusedReading();
        byte[] kept = given().header("Authorization", manager)
                .get("/api/v1/devices/{id}/quarantine/{message}/payload", device.id, only())
                .then()
                .statusCode(200)
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asByteArray();
        assertThat(new String(kept, StandardCharsets.US_ASCII)).isEqualTo(jws);
    }

    @Test
    void release_byTwoPersonsOnceTheReasonIsGone_isAccepted() {
        refusedReading();
        String message = only();
        decide(operator, message, "release")
                .statusCode(200)
                .body("status", equalTo("REQUESTED"))
                .body("requested.note", equalTo("checked by hand"));
        decide(operator, message, "release").statusCode(409).body("type", endsWith("/problems/second-person-required"));
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO device_instrument (device_id, instrument_id, since) VALUES (?, ?, now())",
                device.id,
                foreign));
        decide(manager, message, "release")
                .statusCode(200)
                .body("status", equalTo("RELEASED"))
                .body("outcome", equalTo("accepted"));
        given().header("Authorization", manager)
                .get("/api/v1/devices/{id}", device.id)
                .then()
                .body("lastSeq", equalTo(1));
        decide(manager, message, "discard").statusCode(409).body("type", endsWith("/problems/illegal-transition"));
    }

    @Test
    void release_whileTheReasonHolds_isRefusedAgain() {
        refusedReading();
        String message = only();
        decide(manager, message, "release").statusCode(200);
        decide(operator, message, "release")
                .statusCode(200)
                .body("status", equalTo("RELEASED"))
                .body("outcome", equalTo("wrong-device"));
        given().header("Authorization", manager)
                .get("/api/v1/devices/{id}", device.id)
                .then()
                .body("lastSeq", equalTo(0));
    }

    @Test
    void discard_needsOneManager_andTheLastRequestCounts() {
        refusedReading();
        String message = only();
        String colleague = city.bearer(city.person(owner, Role.OPERATOR));
        decide(operator, message, "release").statusCode(200);
        decide(colleague, message, "discard")
                .statusCode(200)
                .body("status", equalTo("REQUESTED"))
                .body("requested.decision", equalTo("DISCARD"));
        decide(operator, message, "discard").statusCode(403);
        decide(manager, message, "discard")
                .statusCode(200)
                .body("status", equalTo("DISCARDED"))
                .body("outcome", nullValue());
    }

    @Test
    void others_seeAndDecideNothing() {
        refusedReading();
        String message = only();
        String stranger = city.bearer(city.manager(city.provider()));
        String member = city.bearer(city.member(city.firm()));
        decide(stranger, message, "release").statusCode(404);
        decide(member, message, "release").statusCode(403);
        given().header("Authorization", stranger)
                .get("/api/v1/devices/{id}/quarantine/{message}/payload", device.id, message)
                .then()
                .statusCode(404);
        given().header("Authorization", manager)
                .get("/api/v1/devices/{id}/quarantine/{message}", device.id, "x")
                .then()
                .statusCode(404);
    }

    @Test
    void decisions_areFacts() {
        refusedReading();
        decide(manager, only(), "discard").statusCode(200);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> jdbi.useHandle(handle -> handle.execute("UPDATE quarantine_decision SET note = 'other'")))
                .isInstanceOf(UnableToExecuteStatementException.class);
    }
}
