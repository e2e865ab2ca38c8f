package io.weiyi.metering.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.embedded.EmbeddedBroker;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readings over the real broker into the real database, right ones and every kind of wrong one. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class IngestIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    EmbeddedBroker broker;

    @Inject
    BatchCommit commit;

    CityFixture city;
    CityFixture.Org owner;
    CityFixture.Instrument instrument;
    String manager;
    TestDevice device;
    Instant start;
    UUID sid;

    @BeforeEach
    void makeDevice() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        instrument = city.instrument(owner).create();
        manager = city.bearer(city.manager(owner));
        device = TestDevice.enrol(manager, instrument.id()).connect();
        start = Instant.now().minusSeconds(3600);
        sid = UUID.randomUUID();
    }

    @AfterEach
    void leave() {
        device.close();
    }

    @Test
    void ack_afterEnrolment_isRetainedAtZero() {
        await().untilAsserted(() -> assertThat(device.acked()).isZero());
        await().untilAsserted(() -> assertThat(device.configs).isNotEmpty());
        assertThat(device.configs.get(0).getString("instruments[0].id")).isEqualTo(String.valueOf(instrument.id()));
        assertThat(device.configs.get(0).getInt("tickSeconds")).isEqualTo(30);
    }

    @Test
    void readings_inOrder_areCommittedThenAcknowledged() {
        String last = "";
        for (String jws : wholeSession()) {
            device.send(jws);
            last = jws;
        }
        awaitAck(4);
        String head = DeviceKeys.sha256(last.getBytes(StandardCharsets.US_ASCII));
        assertThat(device.acks.get(device.acks.size() - 1).getString("head")).isEqualTo(head);
        assertThat(device.acks.get(device.acks.size() - 1).getString("at")).endsWith("Z");
        assertThat(rows()).isEqualTo(4);
        assertThat(sessionField("verification")).isEqualTo("VERIFIED");
        assertThat(sessionField("active_seconds")).isEqualTo("60");
        given().header("Authorization", manager)
                .get("/api/v1/devices/{id}", device.id)
                .then()
                .body("lastSeq", equalTo(4))
                .body("quarantined", equalTo(0));
    }

    @Test
    void sameReadings_sentAgain_changeNothingAndAreAcknowledgedAgain() {
        List<String> session = wholeSession();
        session.forEach(device::send);
        awaitAck(4);
        String before = everything();
        int acks = device.acks.size();
        session.forEach(device::send);
        patient().untilAsserted(() -> assertThat(device.acks.size()).isGreaterThan(acks));
        assertThat(device.acked()).isEqualTo(4);
        assertThat(everything()).isEqualTo(before);
        assertThat(quarantined()).isZero();
    }

    @Test
    void readings_outOfOrder_waitForTheMissingOne() {
        List<String> session = wholeSession();
        device.send(session.get(0)).send(session.get(3)).send(session.get(2));
        patient().untilAsserted(() -> assertThat(rows()).isEqualTo(3));
        awaitAck(1);
        assertThat(sessionField("status")).isEqualTo("OPEN");
        device.send(session.get(1));
        awaitAck(4);
        assertThat(sessionField("status")).isEqualTo("CLOSED");
        assertThat(sessionField("verification")).isEqualTo("VERIFIED");
    }

    @Test
    void missingReading_declaredLostByAMarker_isPassedWithAFlag() {
        List<String> session = wholeSession();
        Map<String, Object> gap = device.marker("gap", start.plusSeconds(70));
        gap.put("from", 2);
        gap.put("to", 3);
        String marker = device.sign(gap);
        device.send(session.get(0)).send(session.get(3));
        patient().untilAsserted(() -> assertThat(rows()).isEqualTo(2));
        assertThat(device.acked()).isLessThan(2);
        device.send(marker);
        awaitAck(5);
        assertThat(sessionField("flags")).isEqualTo("{seq-gap}");
        assertThat(sessionField("verification")).isEqualTo("FLAGGED");
        assertThat(sessionField("active_seconds")).isEqualTo("60");
    }

    @Test
    void missingReading_afterTenMinutes_letsTheOthersIntoTheSessionButNotTheAck() {
        List<String> session = wholeSession();
        device.send(session.get(0)).send(session.get(2)).send(session.get(3));
        patient().untilAsserted(() -> assertThat(rows()).isEqualTo(3));
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE device_head SET hole_since = now() - interval '11 minutes' WHERE device_id = ?", device.id));
        io.quarkus.narayana.jta.QuarkusTransaction.requiringNew().run(() -> commit.settle(Instant.now(), 1000));
        assertThat(sessionField("status")).isEqualTo("CLOSED");
        assertThat(sessionField("flags")).isEqualTo("{seq-gap}");
        assertThat(device.acked()).isEqualTo(1);
        String before = sessionField("id");
        device.send(session.get(1));
        awaitAck(4);
        assertThat(sessionField("id")).isEqualTo(before);
    }

    @Test
    void unsigned_isRefusedAsBadSignature() {
        Map<String, Object> claims = device.session("session.start", sid, start, 0, 0);
        String jws = device.sign(claims);
        device.send(jws.substring(0, jws.lastIndexOf('.') + 1));
        refused(1L, "bad-signature");
        String none = DeviceKeys.encode(
                        ("{\"alg\":\"none\",\"kid\":\"" + device.kid + "\"}").getBytes(StandardCharsets.UTF_8))
                + jws.substring(jws.indexOf('.'), jws.lastIndexOf('.') + 1);
        device.send(none);
        patient().untilAsserted(() -> assertThat(quarantined()).isEqualTo(2));
        assertThat(rows()).isZero();
    }

    @Test
    void signedByAnotherDevice_isRefused() {
        TestDevice other =
                TestDevice.enrol(manager, city.instrument(owner).create().id());
        Map<String, Object> claims = device.session("session.start", sid, start, 0, 0);
        byte[] bytes = TestDevice.json(claims).getBytes(StandardCharsets.UTF_8);
        // The other's key under our kid, the other's key under its own kid, and a kid nobody has.
        device.send(DeviceKeys.jws(other.key, device.header(), bytes));
        device.send(DeviceKeys.jws(other.key, other.header(), bytes));
        device.send(DeviceKeys.jws(DeviceKeys.p256(), "{\"alg\":\"ES256\",\"kid\":\"AAAA\"}", bytes));
        patient()
                .untilAsserted(() -> assertThat(device.refusals(1L))
                        .containsExactly("bad-signature", "bad-signature", "bad-signature"));
        assertThat(rows()).isZero();
        assertThat(device.acked()).isZero();
    }

    @Test
    void otherDeviceOrInstrumentInTheClaims_isWrongDevice() {
        Map<String, Object> claims = device.session("session.start", sid, start, 0, 0);
        claims.put("dev", "dev-somebody-else");
        device.send(device.sign(claims));
        refused(1L, "wrong-device");
        Map<String, Object> foreign = device.session("session.start", sid, start, 0, 0);
        foreign.put("ins", String.valueOf(city.instrument(owner).create().id()));
        device.send(device.sign(foreign));
        refused(2L, "wrong-device");
        assertThat(rows()).isZero();
    }

    @Test
    void instrumentPassedOn_itsReadingsAreForeignButTheDeviceMaySayWhatItLost() {
        TestDevice.enrol(manager, instrument.id());
        device.send(device.sign(device.session("session.start", sid, Instant.now(), 0, 0)));
        refused(1L, "wrong-device");
        Map<String, Object> gap = device.marker("gap", Instant.now());
        gap.put("from", 1);
        gap.put("to", 1);
        device.send(device.sign(gap));
        awaitAck(2);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void malformed_everyKind_isQuarantinedAndStopsNobody() {
        List<byte[]> wrong = new ArrayList<>();
        wrong.add(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
        wrong.add("{\"seq\":1}".getBytes(StandardCharsets.UTF_8));
        wrong.add("a.b".getBytes(StandardCharsets.UTF_8));
        wrong.add(new byte[0]);
        wrong.add("威仪".getBytes(StandardCharsets.UTF_8));
        wrong.add(DeviceKeys.jws(device.key, device.header(), new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', '}'})
                .getBytes(StandardCharsets.UTF_8));
        wrong.add(DeviceKeys.jws(
                        device.key,
                        "{\"alg\":\"ES256\",\"kid\":\"" + device.kid + "\",\"jku\":\"http://evil\"}",
                        "{}".getBytes(StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
        for (byte[] payload : wrong) {
            device.send(payload);
        }
        patient().untilAsserted(() -> assertThat(quarantined()).isEqualTo(wrong.size()));
        assertThat(reasons()).containsOnly("malformed");
        // The answers follow the commit that the rows show.
        patient().untilAsserted(() -> assertThat(device.refusals(null)).hasSizeGreaterThanOrEqualTo(wrong.size()));
        wholeSession().forEach(device::send);
        awaitAck(4);
    }

    @Test
    void claims_oneMissingOrBent_areMalformedWithTheirSeq() {
        List<Map<String, Object>> bent = new ArrayList<>();
        for (String claim :
                List.of("v", "dev", "ins", "prev", "boot", "ts", "mono", "type", "sid", "run", "active", "idle")) {
            Map<String, Object> claims = device.session("session.start", sid, start, 0, 0);
            claims.remove(claim);
            claims.put("probe", "without " + claim);
            bent.add(claims);
        }
        bent.add(bend("v", 2));
        bent.add(bend("run", 5));
        bent.add(bend("active", -1));
        bent.add(bend("ts", "yesterday"));
        bent.add(bend("ts", "2026-11-23T08:00:00.000+08:00"));
        bent.add(bend("boot", "no-uuid"));
        bent.add(bend("seq", "7"));
        bent.add(bend("type", "session.begin"));
        bent.add(bend("ins", "1; DROP TABLE raw_reading"));
        bent.add(bend("mono", Long.MAX_VALUE));
        bent.add(bend("off", Long.MAX_VALUE));
        for (Map<String, Object> claims : bent) {
            device.send(device.sign(claims));
        }
        patient().untilAsserted(() -> assertThat(quarantined()).isEqualTo(bent.size()));
        assertThat(reasons()).containsOnly("malformed");
        assertThat(device.refusals(1L)).containsExactly("malformed");
        assertThat(rows()).isZero();
    }

    @Test
    void oneMegabyte_isTooBigAndKeptByItsFirstBytes() {
        Map<String, Object> claims = device.session("session.start", sid, start, 0, 0);
        claims.put("padding", "x".repeat(1_000_000));
        String jws = device.sign(claims);
        device.send(jws);
        refused(1L, "too-big");
        assertThat(one("SELECT length(payload) || ' ' || size_bytes FROM quarantine WHERE device_id = :d"))
                .isEqualTo("65536 " + jws.length());
        device.seq = 0;
        device.prev = "";
        wholeSession().forEach(device::send);
        awaitAck(4);
    }

    @Test
    void usedSeq_withOtherContent_isAConflictAndShows() {
        List<String> session = wholeSession();
        device.send(session.get(0)).send(session.get(1));
        awaitAck(2);
        device.seq = 1;
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(30), 29, 29)));
        refused(2L, "seq-conflict");
        assertThat(device.acked()).isEqualTo(2);
        assertThat(sessionField("flags")).isEqualTo("{seq-conflict}");
        device.send(session.get(2)).send(session.get(3));
        awaitAck(4);
        assertThat(sessionField("verification")).isEqualTo("FLAGGED");
        assertThat(sessionField("active_seconds")).isEqualTo("60");
    }

    @Test
    void countersGoingBack_areKeptAndFlagged() {
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(60), 60, 60)));
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(90), 50, 50)));
        device.send(device.sign(device.session("session.end", sid, start.plusSeconds(120), 120, 120)));
        awaitAck(4);
        assertThat(sessionField("flags")).isEqualTo("{counter-back}");
        assertThat(sessionField("verification")).isEqualTo("FLAGGED");
        assertThat(sessionField("active_seconds")).isEqualTo("120");
    }

    @Test
    void fromTheFuture_isKeptAndFlaggedAndCoversNothingAhead() {
        Instant future = Instant.now().plus(Duration.ofHours(5));
        device.send(device.sign(device.session("session.start", sid, future, 0, 0)));
        device.send(device.sign(device.session("session.end", sid, future.plusSeconds(30), 30, 30)));
        awaitAck(2);
        assertThat(sessionField("flags")).isEqualTo("{clock-skew}");
        assertThat(sessionField("verification")).isEqualTo("FLAGGED");
        assertThat(one("SELECT (covered_until <= now())::text FROM device_head WHERE device_id = :d"))
                .isEqualTo("true");
    }

    @Test
    void brokenChain_isKeptAndFlagged() {
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        device.prev = DeviceKeys.sha256(new byte[] {1});
        device.send(device.sign(device.session("session.end", sid, start.plusSeconds(30), 30, 30)));
        awaitAck(2);
        assertThat(sessionField("flags")).isEqualTo("{chain-break}");
    }

    @Test
    void twoLiveAgents_areAClone() {
        String first = device.boot;
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        device.boot = UUID.randomUUID().toString();
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(30), 30, 30)));
        device.boot = first;
        device.send(device.sign(device.session("session.end", sid, start.plusSeconds(60), 60, 60)));
        awaitAck(3);
        assertThat(sessionField("flags")).contains("clone");
        assertThat(sessionField("verification")).isEqualTo("FLAGGED");
        assertThat(one("SELECT cloned::text FROM device WHERE id = :d")).isEqualTo("true");
    }

    @Test
    void restartedAgent_isNoClone() {
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        device.boot = UUID.randomUUID().toString();
        device.send(device.sign(device.session("session.end", sid, start.plusSeconds(60), 60, 60)));
        awaitAck(2);
        assertThat(sessionField("verification")).isEqualTo("VERIFIED");
    }

    @Test
    void revoked_isRefusedAtOnceAndCutOff() {
        String last = device.sign(device.session("session.start", sid, start, 0, 0));
        Message message =
                new Message.Good(device.id, last.getBytes(StandardCharsets.UTF_8), Instant.now(), reading(last));
        given().header("Authorization", manager)
                .post("/api/v1/devices/{id}/revoke", device.id)
                .then()
                .statusCode(200);
        patient().untilAsserted(() -> assertThat(device.isConnected()).isFalse());
        BatchCommit.Outcome outcome = io.quarkus.narayana.jta.QuarkusTransaction.requiringNew()
                .call(() -> commit.commit(List.of(message), Instant.now()));
        assertThat(outcome.refusals())
                .singleElement()
                .satisfies(bad -> assertThat(bad.reason()).isEqualTo(Refusal.REVOKED));
        assertThat(rows()).isZero();
    }

    @Test
    void broker_stoppedAndStarted_losesNothing() {
        List<String> session = wholeSession();
        device.send(session.get(0)).send(session.get(1));
        awaitAck(2);
        broker.stop();
        patient().untilAsserted(() -> assertThat(device.isConnected()).isFalse());
        broker.start();
        device.close();
        device.acks.clear();
        device.connect();
        // The retained ack is published afresh.
        awaitAck(2);
        // Until ingest is back there is nobody to take readings, so they are sent until they are acknowledged.
        patient().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            device.send(session.get(2)).send(session.get(3));
            assertThat(device.acked()).isEqualTo(4);
        });
        assertThat(sessionField("verification")).isEqualTo("VERIFIED");
        assertThat(rows()).isEqualTo(4);
    }

    @Test
    void state_onlineAndLastWill_areShown() {
        byte[] online =
                "{\"online\":true,\"agent\":\"9.9.9\",\"lastSeq\":0,\"skewMs\":-42}".getBytes(StandardCharsets.UTF_8);
        device.publish("weiyi/v1/" + device.id + "/state", online, true);
        patient()
                .untilAsserted(() -> given().header("Authorization", manager)
                        .get("/api/v1/devices/{id}", device.id)
                        .then()
                        .body("online", equalTo(true))
                        .body("agentVersion", equalTo("9.9.9"))
                        .body("skewMs", equalTo(-42)));
        device.publish("weiyi/v1/" + device.id + "/state", "{\"online\":false}".getBytes(StandardCharsets.UTF_8), true);
        patient()
                .untilAsserted(() -> given().header("Authorization", manager)
                        .get("/api/v1/devices/{id}", device.id)
                        .then()
                        .body("online", equalTo(false)));
    }

    // ---- what the tests say ----

    private List<String> wholeSession() {
        return List.of(
                device.sign(device.session("session.start", sid, start, 0, 0)),
                device.sign(device.session("session.tick", sid, start.plusSeconds(30), 30, 30)),
                device.sign(device.session("session.tick", sid, start.plusSeconds(60), 60, 60)),
                device.sign(device.session("session.end", sid, start.plusSeconds(70), 70, 60)));
    }

    private Map<String, Object> bend(String claim, Object value) {
        Map<String, Object> claims = device.session("session.start", sid, start, 0, 0);
        claims.put(claim, value);
        return claims;
    }

    private static io.weiyi.metering.Reading reading(String jws) {
        try {
            return new Protocol().read(Jws.parse(jws.getBytes(StandardCharsets.US_ASCII)));
        } catch (Jws.Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConditionFactory patient() {
        return await().atMost(Duration.ofSeconds(40));
    }

    private void awaitAck(long seq) {
        patient().untilAsserted(() -> assertThat(device.acked()).isEqualTo(seq));
    }

    private void refused(long seq, String code) {
        patient().untilAsserted(() -> assertThat(device.refusals(seq)).contains(code));
    }

    private long rows() {
        return Long.parseLong(one("SELECT count(*)::text FROM raw_reading WHERE device_id = :d"));
    }

    private long quarantined() {
        return Long.parseLong(one("SELECT quarantined::text FROM device_head WHERE device_id = :d"));
    }

    private List<String> reasons() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT reason FROM quarantine WHERE device_id = :d")
                .bind("d", device.id)
                .mapTo(String.class)
                .list());
    }

    private String sessionField(String column) {
        return one("SELECT " + column + "::text FROM usage_session WHERE device_id = :d AND status <> 'ADJUSTED'");
    }

    /** All that the books say of the device, but for when it was last seen. */
    private String everything() {
        return one("SELECT string_agg(u::text, ';' ORDER BY u.id) FROM usage_session u WHERE device_id = :d")
                + one("SELECT h::text FROM device_head h WHERE device_id = :d")
                + one("SELECT string_agg(r::text, ';' ORDER BY r.seq) FROM raw_reading r WHERE device_id = :d");
    }

    private String one(String sql) {
        return jdbi.withHandle(handle ->
                handle.createQuery(sql).bind("d", device.id).mapTo(String.class).one());
    }
}
