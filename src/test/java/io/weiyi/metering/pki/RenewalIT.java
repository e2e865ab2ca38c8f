package io.weiyi.metering.pki;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device's next certificate for the key it has. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class RenewalIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    DeviceCa ca;

    @Inject
    EnrolmentRows rows;

    CityFixture city;
    CityFixture.Instrument instrument;
    String manager;
    TestDevice device;

    @BeforeEach
    void makeDevice() {
        city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        instrument = city.instrument(owner).create();
        manager = city.bearer(city.manager(owner));
        device = TestDevice.enrol(manager, instrument.id());
    }

    @Test
    void renew_sameKey_nextCertificateForTheSameDevice() {
        ValidatableResponse answer = renew(device.id, device.key).statusCode(200);
        answer.body("deviceId", equalTo(device.id))
                .body("mqttUri", startsWith("ssl://"))
                .body("instrumentIds", contains(String.valueOf(instrument.id())));
        X509Certificate next = DeviceKeys.certificate(answer.extract().path("certificatePem"));
        assertThat(next).isNotEqualTo(device.certificate);
        assertThat(next.getPublicKey()).isEqualTo(device.certificate.getPublicKey());
        assertThat(CertificateNames.of(next)).isEqualTo(new CertificateNames(device.id, false));
        assertThat(DeviceKeys.certificate(answer.extract().path("caPem"))).isEqualTo(device.authority);
    }

    @Test
    void renew_answerLost_isGivenAgain() {
        String first = renew(device.id, device.key).statusCode(200).extract().asString();
        String again = renew(device.id, device.key).statusCode(200).extract().asString();
        assertThat(again).isEqualTo(first);
        assertThat(certificates()).isEqualTo(2);
    }

    @Test
    void renewed_readingsOfTheOldCertificate_stillCount() {
        String before = device.sign(device.marker("alive", Instant.now()));
        X509Certificate next = DeviceKeys.certificate(
                renew(device.id, device.key).statusCode(200).extract().path("certificatePem"));
        Map<String, Object> claims = device.marker("alive", Instant.now());
        String after = DeviceKeys.jws(
                device.key,
                "{\"alg\":\"ES256\",\"kid\":\"" + DeviceKeys.fingerprint(next) + "\"}",
                TestDevice.json(claims).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (TestDevice connected = device.connect(device.id, device.key, next)) {
            connected.send(before).send(after);
            await().atMost(Duration.ofSeconds(20)).until(() -> connected.acked() == 2);
        }
    }

    @Test
    void renewed_databasePutBackToBefore_whatTheNewerCertificateSignsStillCounts() {
        // Issued, and in the store, but the database is of before.
        X509Certificate forgotten = ca.certify(
                device.id,
                SubjectPublicKeyInfo.getInstance(device.key.getPublic().getEncoded()));
        String reading = DeviceKeys.jws(
                device.key,
                "{\"alg\":\"ES256\",\"kid\":\"" + DeviceKeys.fingerprint(forgotten) + "\"}",
                TestDevice.json(device.marker("alive", Instant.now()))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (TestDevice connected = device.connect(device.id, device.key, forgotten)) {
            connected.send(reading);
            await().atMost(Duration.ofSeconds(20)).until(() -> connected.acked() == 1);
        }
        assertThat(certificates()).isEqualTo(2);
    }

    @Test
    void renew_expiredForLessThanNinetyDays_isPossibleAndNoLongerAfterwards() {
        expire(Duration.ofDays(89));
        renew(device.id, device.key).statusCode(200);

        TestDevice forgotten = TestDevice.enrol(manager, instrument.id());
        device = forgotten;
        expire(Duration.ofDays(91));
        renew(forgotten.id, forgotten.key).statusCode(409).body("type", equalTo("/problems/illegal-transition"));
    }

    @Test
    void renew_otherKey_refused() {
        renew(device.id, DeviceKeys.p256())
                .statusCode(422)
                .body("type", equalTo("/problems/validation"))
                .body("violations.field", contains("csrPem"));
        // A request that names the device's key without having it.
        post(Map.of("deviceId", device.id, "csrPem", DeviceKeys.request(device.key, DeviceKeys.p256())))
                .statusCode(422)
                .body("violations.field", contains("csrPem"));
        assertThat(certificates()).isEqualTo(1);
    }

    @Test
    void renew_keyOfBeforeANewEnrolment_refused() {
        String code = given().header("Authorization", manager)
                .contentType("application/json")
                .body(Map.of("deviceId", device.id))
                .post("/api/v1/instruments/{id}/enrolment-codes", instrument.id())
                .then()
                .statusCode(201)
                .extract()
                .path("code");
        KeyPair fresh = DeviceKeys.p256();
        given().contentType("application/json")
                .body(Map.of("code", code, "csrPem", DeviceKeys.request(fresh), "agentVersion", "1", "hostname", "pc"))
                .post("/api/v1/devices/enrol")
                .then()
                .statusCode(201);
        renew(device.id, device.key).statusCode(422);
        renew(device.id, fresh).statusCode(200);
    }

    @Test
    void renew_revoked_refused() {
        given().header("Authorization", manager)
                .post("/api/v1/devices/{id}/revoke", device.id)
                .then()
                .statusCode(200);
        renew(device.id, device.key).statusCode(409).body("type", equalTo("/problems/illegal-transition"));
    }

    @Test
    void renew_badBodies_nameTheField() {
        post(Map.of()).statusCode(422).body("violations.field", contains("deviceId", "csrPem"));
        post(Map.of("deviceId", "dev-unknown", "csrPem", DeviceKeys.request(device.key)))
                .statusCode(422)
                .body("violations.field", contains("deviceId"));
        given().contentType("application/json")
                .body("[]")
                .post("/api/v1/devices/renew")
                .then()
                .statusCode(400);
    }

    /** Gives the device a newer certificate that ended some time ago. */
    private void expire(Duration ago) {
        Instant end = Instant.now().minus(ago);
        X509Certificate old = ca.certify(
                device.id,
                SubjectPublicKeyInfo.getInstance(device.key.getPublic().getEncoded()),
                Duration.between(Instant.now(), end));
        rows.insertCertificate(device.id, old, Pem.sha256(device.key.getPublic().getEncoded()), Instant.now());
    }

    private long certificates() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM device_certificate WHERE device_id = :id")
                        .bind("id", device.id)
                        .mapTo(Long.class)
                        .one());
    }

    private static ValidatableResponse renew(String deviceId, KeyPair key) {
        return post(Map.of("deviceId", deviceId, "csrPem", DeviceKeys.request(key)));
    }

    private static ValidatableResponse post(Map<String, String> body) {
        return given().contentType("application/json")
                .body(new HashMap<>(body))
                .post("/api/v1/devices/renew")
                .then();
    }
}
