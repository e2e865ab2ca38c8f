package io.weiyi.metering.pki;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class EnrolmentIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BlobConfig store;

    @Inject
    DeviceCa ca;

    CityFixture city;
    CityFixture.Org owner;
    CityFixture.Instrument instrument;
    String manager;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        instrument = city.instrument(owner).create();
        manager = city.bearer(city.manager(owner));
    }

    @Test
    void store_afterFirstStart_holdsKeysForItsOwnerOnly() throws IOException {
        Path pki = store.dir().resolve("pki");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pki)))
                .isEqualTo("rwx------");
        try (var files = Files.list(pki)) {
            assertThat(files.toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void authority_secondServer_joinsTheStore() {
        assertThat(new DeviceCa(store.dir(), Duration.ofDays(1)).fingerprint()).isEqualTo(ca.fingerprint());
    }

    @Test
    void code_manager_carriesTheFingerprintForFifteenMinutes() {
        Map<String, String> code = code(Map.of());
        assertThat(code.get("code")).matches("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\\.[A-Za-z0-9_-]{43}");
        assertThat(code.get("code")).endsWith("." + ca.fingerprint());
        assertThat(code.get("caSha256")).isEqualTo(ca.fingerprint());
        assertThat(Duration.between(Instant.now(), Instant.parse(code.get("expiresAt"))))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
    }

    @Test
    void code_othersInstrument_isNotFound() {
        String other = city.bearer(city.manager(city.provider()));
        askCode(other, instrument.id(), Map.of()).statusCode(404).body("type", equalTo("/problems/not-found"));
        askCode(manager, 999_999_999L, Map.of()).statusCode(404);
    }

    @Test
    void code_wrongRoleOrNobody_isRefused() {
        askCode(city.bearer(city.person(owner, Role.OPERATOR)), instrument.id(), Map.of())
                .statusCode(403)
                .body("type", equalTo("/problems/forbidden"));
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/instruments/{id}/enrolment-codes", instrument.id())
                .then()
                .statusCode(401);
    }

    @Test
    void code_foreignInstrumentOrDeviceInBody_namesTheField() {
        CityFixture.Instrument foreign = city.instrument(city.provider()).create();
        askCode(manager, instrument.id(), Map.of("instrumentIds", List.of(String.valueOf(foreign.id()))))
                .statusCode(422)
                .body("violations.field", hasItem("instrumentIds"));
        askCode(manager, instrument.id(), Map.of("instrumentIds", List.of("'; DROP TABLE device; --")))
                .statusCode(422)
                .body("violations.field", hasItem("instrumentIds"));
        askCode(manager, instrument.id(), Map.of("deviceId", "dev-unknown"))
                .statusCode(422)
                .body("violations.field", hasItem("deviceId"));
    }

    @Test
    void enrol_newCode_certifiesTheKeyUnderTheDevicesId() {
        CityFixture.Instrument second = city.instrument(owner).create();
        String code = code(Map.of("instrumentIds", List.of(String.valueOf(second.id()))))
                .get("code");
        KeyPair key = DeviceKeys.p256();
        ValidatableResponse answer = enrol(code, DeviceKeys.request(key)).statusCode(201);
        String deviceId = answer.extract().path("deviceId");
        answer.header("Location", containsString("/api/v1/devices/" + deviceId))
                .body("instrumentIds", contains(String.valueOf(instrument.id()), String.valueOf(second.id())))
                .body("mqttUri", containsString("ssl://127.0.0.1:"));
        X509Certificate authority = DeviceKeys.certificate(answer.extract().path("caPem"));
        X509Certificate certificate = DeviceKeys.certificate(answer.extract().path("certificatePem"));
        assertThat(DeviceKeys.fingerprint(authority)).isEqualTo(ca.fingerprint());
        assertThatCode(() -> certificate.verify(authority.getPublicKey())).doesNotThrowAnyException();
        assertThat(certificate.getPublicKey()).isEqualTo(key.getPublic());
        assertThat(CertificateNames.of(certificate)).isEqualTo(new CertificateNames(deviceId, false));
        assertThat(Duration.between(Instant.now(), certificate.getNotAfter().toInstant()))
                .isBetween(Duration.ofDays(364), Duration.ofDays(365));
        given().header("Authorization", manager)
                .get("/api/v1/devices")
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("items[0].id", equalTo(deviceId))
                .body("items[0].status", equalTo("ACTIVE"))
                .body("items[0].online", equalTo(false))
                .body("items[0].lastSeq", equalTo(0));
    }

    @Test
    void enrol_sameKeyAgain_getsTheSameAnswer() {
        String code = code(Map.of()).get("code");
        KeyPair key = DeviceKeys.p256();
        String first =
                enrol(code, DeviceKeys.request(key)).statusCode(201).extract().asString();
        String again =
                enrol(code, DeviceKeys.request(key)).statusCode(201).extract().asString();
        assertThat(again).isEqualTo(first);
    }

    @Test
    void enrol_otherKeySameCode_isUsed() {
        String code = code(Map.of()).get("code");
        enrol(code, DeviceKeys.request(DeviceKeys.p256())).statusCode(201);
        enrol(code, DeviceKeys.request(DeviceKeys.p256()))
                .statusCode(422)
                .body("type", equalTo("/problems/enrolment-code-invalid"))
                .body("reason", equalTo("used"));
    }

    @Test
    void enrol_unknownOrForeignCode_isUnknown() {
        String request = DeviceKeys.request(DeviceKeys.p256());
        for (String code : List.of(
                "ABCD-EFGH-JKMN." + ca.fingerprint(),
                "nonsense",
                "<script>alert(1)</script>",
                code(Map.of()).get("code").replaceFirst("\\..*", ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))) {
            enrol(code, request)
                    .statusCode(422)
                    .body("type", equalTo("/problems/enrolment-code-invalid"))
                    .body("reason", equalTo("unknown"));
        }
    }

    @Test
    void enrol_afterFifteenMinutes_isExpired() {
        String code = code(Map.of()).get("code");
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE enrolment_code SET expires_at = now() - interval '1 second' WHERE code_sha256 = ?",
                (Object) Pem.sha256(code.substring(0, 14))));
        enrol(code, DeviceKeys.request(DeviceKeys.p256())).statusCode(422).body("reason", equalTo("expired"));
    }

    @Test
    void enrol_wrongRequests_nameCsrPem() {
        KeyPair key = DeviceKeys.p256();
        String code = code(Map.of()).get("code");
        for (String request : List.of(
                "not a request",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
                DeviceKeys.request(DeviceKeys.key("RSA", "")),
                DeviceKeys.request(DeviceKeys.key("EC", "secp384r1")),
                // Signed by another key than the one it names.
                DeviceKeys.request(key, DeviceKeys.p256()),
                "x".repeat(20_000))) {
            enrol(code, request)
                    .statusCode(422)
                    .body("type", equalTo("/problems/validation"))
                    .body("violations.field", contains("csrPem"));
        }
        enrol(code, DeviceKeys.request(key)).statusCode(201);
    }

    @Test
    void enrol_missingFields_namesAll() {
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/devices/enrol")
                .then()
                .statusCode(422)
                .body("violations.field", contains("code", "hostname", "agentVersion", "csrPem"));
        given().contentType("application/json")
                .body("[1]")
                .post("/api/v1/devices/enrol")
                .then()
                .statusCode(400);
    }

    @Test
    void enrol_existingDevice_keepsItsId() {
        String first = enrol(code(Map.of()).get("code"), DeviceKeys.request(DeviceKeys.p256()))
                .statusCode(201)
                .extract()
                .path("deviceId");
        String again = enrol(code(Map.of("deviceId", first)).get("code"), DeviceKeys.request(DeviceKeys.p256()))
                .statusCode(201)
                .extract()
                .path("deviceId");
        assertThat(again).isEqualTo(first);
    }

    @Test
    void enrol_instrumentOfAnotherDevice_passesOn() {
        String first = enrol(code(Map.of()).get("code"), DeviceKeys.request(DeviceKeys.p256()))
                .extract()
                .path("deviceId");
        String second = enrol(code(Map.of()).get("code"), DeviceKeys.request(DeviceKeys.p256()))
                .extract()
                .path("deviceId");
        device(first).body("instrumentIds.size()", equalTo(0));
        device(second).body("instrumentIds", contains(String.valueOf(instrument.id())));
    }

    @Test
    void revoke_manager_endsItOnce() {
        String device = enrol(code(Map.of()).get("code"), DeviceKeys.request(DeviceKeys.p256()))
                .extract()
                .path("deviceId");
        String waiting = code(Map.of("deviceId", device)).get("code");
        revoke(manager, device).statusCode(200).body("status", equalTo("REVOKED"));
        revoke(manager, device).statusCode(409).body("type", equalTo("/problems/illegal-transition"));
        enrol(waiting, DeviceKeys.request(DeviceKeys.p256())).statusCode(422).body("reason", equalTo("expired"));
        revoke(city.bearer(city.manager(city.provider())), device).statusCode(404);
        revoke(city.bearer(city.person(owner, Role.OPERATOR)), device).statusCode(403);
    }

    @Test
    void devices_others_areNotSeen() {
        enrol(code(Map.of()).get("code"), DeviceKeys.request(DeviceKeys.p256()));
        given().header("Authorization", city.bearer(city.manager(city.provider())))
                .get("/api/v1/devices")
                .then()
                .statusCode(200)
                .body("total", equalTo(0));
        given().header("Authorization", city.bearer(city.member(city.firm())))
                .get("/api/v1/devices")
                .then()
                .statusCode(403);
    }

    private Map<String, String> code(Map<String, ?> body) {
        return askCode(manager, instrument.id(), body).statusCode(201).extract().as(StringMap.class);
    }

    private static ValidatableResponse askCode(String bearer, long instrumentId, Map<String, ?> body) {
        return given().header("Authorization", bearer)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/instruments/{id}/enrolment-codes", instrumentId)
                .then();
    }

    private static ValidatableResponse enrol(String code, String request) {
        return given().contentType("application/json")
                .body(Map.of("code", code, "csrPem", request, "agentVersion", "1.0.0", "hostname", "lab-pc"))
                .post("/api/v1/devices/enrol")
                .then();
    }

    private ValidatableResponse device(String id) {
        return given().header("Authorization", manager)
                .get("/api/v1/devices/{id}", id)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse revoke(String bearer, String id) {
        return given().header("Authorization", bearer)
                .post("/api/v1/devices/{id}/revoke", id)
                .then();
    }

    /** So that REST-assured knows the type. */
    public static final class StringMap extends HashMap<String, String> {}
}
