package io.weiyi.metering.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of a device without a network, right ones and wrong ones. The file is written by hand, not by the agent. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class OfflineImportIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    CityFixture city;
    CityFixture.Org owner;
    String manager;
    TestDevice device;
    Instant start;
    UUID sid;

    @BeforeEach
    void makeDevice() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        manager = city.bearer(city.manager(owner));
        device = TestDevice.enrol(manager, city.instrument(owner).create().id());
        start = Instant.now().minusSeconds(86_400);
        sid = UUID.randomUUID();
    }

    @Test
    void wholeSession_isTakenVerifiedAndMarked() {
        bring(manager, file(wholeSession()))
                .statusCode(200)
                .body("deviceId", equalTo(device.id))
                .body("readings", equalTo(4))
                .body("taken", equalTo(4))
                .body("known", equalTo(0))
                .body("refused", equalTo(0))
                .body("certificate", equalTo("SAME"));
        given().header("Authorization", manager)
                .get("/api/v1/usage-sessions?instrumentId={i}", device.instrument)
                .then()
                .statusCode(200)
                .body("items.source", contains("OFFLINE_IMPORT"))
                .body("items.verification", contains("VERIFIED"))
                .body("items.runSeconds", contains(70));
    }

    @Test
    void sameFileTwice_changesNothing() {
        List<String> session = wholeSession();
        byte[] file = file(session);
        String first = bring(manager, file).statusCode(200).extract().path("id");
        List<Long> before = counts();
        bring(manager, file).statusCode(200).body("id", equalTo(first));
        assertThat(counts()).isEqualTo(before);
        // Exported again, at another moment: another file with the same readings.
        List<String> lines = new ArrayList<>(session);
        lines.add(device.sign(device.marker("alive", start.plusSeconds(600))));
        bring(manager, file(lines)).statusCode(200).body("taken", equalTo(1)).body("known", equalTo(4));
    }

    @Test
    void online_afterwards_isAnAgentsSessionAgain() {
        bring(manager, file(wholeSession())).statusCode(200);
        UUID live = UUID.randomUUID();
        try (TestDevice online = device.connect()) {
            Instant now = Instant.now();
            online.send(online.sign(online.session("session.start", live, now.minusSeconds(10), 0, 0)))
                    .send(online.sign(online.session("session.end", live, now, 10, 10)));
            org.awaitility.Awaitility.await().until(() -> online.acked() == 6);
        }
        assertThat(sources()).containsExactly("OFFLINE_IMPORT", "AGENT");
    }

    @Test
    void beganOnline_endedInAFile_isMarked() {
        List<String> session = wholeSession();
        try (TestDevice online = device.connect()) {
            online.send(session.get(0)).send(session.get(1));
            org.awaitility.Awaitility.await().until(() -> online.acked() == 2);
        }
        bring(manager, file(session)).statusCode(200).body("taken", equalTo(2)).body("known", equalTo(2));
        assertThat(sources()).containsExactly("OFFLINE_IMPORT");
    }

    @Test
    void wrongLines_areRefusedWithTheirNumbersAndTheRestIsTaken() {
        List<String> lines = new ArrayList<>(wholeSession());
        String forged = lines.get(1).substring(0, lines.get(1).length() - 4) + "AAAA";
        lines.set(1, forged);
        lines.add("nonsense");
        lines.add("x".repeat(9000));
        ValidatableResponse done = bring(manager, file(lines)).statusCode(200);
        done.body("taken", equalTo(3))
                .body("refused", equalTo(3))
                .body("refusals.line", contains(2, 5, 6))
                .body("refusals.reason", contains("bad-signature", "malformed", "too-big"))
                .body("refusals[0].seq", equalTo(2));
        assertThat(answer().getLong("ack.seq")).isEqualTo(1);
        assertThat(answer().getString("refused[0].seq")).isEqualTo("2");
        // The agent declares it lost; its marker goes before everything else.
        Map<String, Object> gap = device.marker("gap", Instant.now());
        gap.put("from", 2);
        gap.put("to", 2);
        bring(manager, file(List.of(device.sign(gap)))).statusCode(200).body("taken", equalTo(1));
        assertThat(answer().getLong("ack.seq")).isEqualTo(5);
    }

    @Test
    void answer_isSignedByAServerOfTheAuthority() throws Exception {
        bring(manager, file(wholeSession())).statusCode(200);
        String jws = answerText();
        String[] parts = jws.split("\\.");
        JsonPath header = json(parts[0]);
        var server = DeviceKeys.certificate(
                "-----BEGIN CERTIFICATE-----\n" + header.getString("x5c[0]") + "\n-----END CERTIFICATE-----\n");
        server.verify(device.authority.getPublicKey());
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        var signature = java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(server.getPublicKey());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(java.util.Base64.getUrlDecoder().decode(parts[2])))
                .isTrue();
        assertThat(answer().getLong("ack.seq")).isEqualTo(4);
        assertThat(answer().getString("ack.head")).isEqualTo(device.prev);
        assertThat(DeviceKeys.certificate(answer().getString("certificatePem"))).isEqualTo(device.certificate);
    }

    @Test
    void others_mayNot() {
        byte[] file = file(wholeSession());
        bring(city.bearer(city.manager(city.provider())), file)
                .statusCode(422)
                .body("violations.field", contains("file"));
        bring(city.bearer(city.person(owner, Role.OPERATOR)), file).statusCode(403);
        given().multiPart("file", "a.zip", file)
                .post("/api/v1/devices/offline-import")
                .then()
                .statusCode(401);
        given().header("Authorization", city.bearer(city.manager(city.provider())))
                .get("/api/v1/devices/{d}/offline-answer", device.id)
                .then()
                .statusCode(404);
        assertThat(counts().get(0)).isZero();
    }

    @Test
    void brokenFiles_areRefusedAsAWhole() {
        byte[] good = file(wholeSession());
        byte[] torn = java.util.Arrays.copyOf(good, good.length / 2);
        byte[] flipped = good.clone();
        flipped[good.length / 3] ^= 0x10;
        for (byte[] file : List.of(
                new byte[0], "no zip".getBytes(StandardCharsets.US_ASCII), torn, flipped, zip(Map.of("a.txt", "b")))) {
            bring(manager, file).statusCode(422).body("violations.field", contains("file"));
        }
        assertThat(counts().get(0)).isZero();
    }

    @Test
    void revoked_everyLineIsRefused() {
        given().header("Authorization", manager)
                .post("/api/v1/devices/{id}/revoke", device.id)
                .then()
                .statusCode(200);
        bring(manager, file(wholeSession()))
                .statusCode(200)
                .body("taken", equalTo(0))
                .body("refused", equalTo(4));
        assertThat(counts().get(0)).isZero();
    }

    // ---- what the tests say ----

    private List<String> wholeSession() {
        return List.of(
                device.sign(device.session("session.start", sid, start, 0, 0)),
                device.sign(device.session("session.tick", sid, start.plusSeconds(30), 30, 30)),
                device.sign(device.session("session.tick", sid, start.plusSeconds(60), 60, 60)),
                device.sign(device.session("session.end", sid, start.plusSeconds(70), 70, 60)));
    }

    private byte[] file(List<String> readings) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("readings.jws", String.join("\n", readings) + "\n");
        entries.put("csr.pem", DeviceKeys.request(device.key));
        entries.put(
                "manifest.json",
                "{\"format\":\"weiyi-agent-export\",\"v\":1,\"deviceId\":\"" + device.id + "\",\"createdAt\":\""
                        + Instant.now() + "\"}");
        return zip(entries);
    }

    private static byte[] zip(Map<String, String> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static ValidatableResponse bring(String bearer, byte[] file) {
        return given().header("Authorization", bearer)
                .multiPart("file", "lab.zip", file, "application/zip")
                .post("/api/v1/devices/offline-import")
                .then();
    }

    private String answerText() {
        return given().header("Authorization", manager)
                .get("/api/v1/devices/{d}/offline-answer", device.id)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private JsonPath answer() {
        return json(answerText().split("\\.")[1]);
    }

    private static JsonPath json(String part) {
        return new JsonPath(new String(java.util.Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    private List<String> sources() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT source FROM usage_session WHERE device_id = :d AND status <> 'ADJUSTED' ORDER BY started_at")
                .bind("d", device.id)
                .mapTo(String.class)
                .list());
    }

    private List<Long> counts() {
        return List.of(count("raw_reading"), count("usage_session"), count("offline_import"), count("offline_range"));
    }

    private long count(String table) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table + " WHERE device_id = :d")
                .bind("d", device.id)
                .mapTo(Long.class)
                .one());
    }
}
