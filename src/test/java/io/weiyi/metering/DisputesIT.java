package io.weiyi.metering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.job.WorkQueue;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Disputes about sessions and what two persons decide; a manager's word on a device that was seen twice. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class DisputesIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    WorkQueue queue;

    @Inject
    DisputeDeadlines deadlines;

    @Inject
    SilentSessions silent;

    CityFixture city;
    CityFixture.Org owner;
    CityFixture.Org firm;
    CityFixture.Person booker;
    CityFixture.Person boss;
    CityFixture.Instrument instrument;
    String member;
    String manager;
    String operator;
    Instant start;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        firm = city.firm();
        booker = city.member(firm);
        boss = city.manager(owner);
        instrument = city.instrument(owner).create();
        member = city.bearer(booker);
        manager = city.bearer(boss);
        operator = city.bearer(city.person(owner, Role.OPERATOR));
        start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(30));
    }

    @Test
    void adjustment_byTwoPersons_isANewRow_andBillingFollowsByReversal() {
        long session = session("VERIFIED");
        String first = charged(session, 20_000, null);
        long dispute = open(member, session);
        assertThat(state(session)).isEqualTo("DISPUTED");
        post(operator, session, dispute, "answer", Map.of("text", "查过了，确实空载"))
                .then()
                .statusCode(200)
                .body("status", equalTo("ANSWERED"));
        Map<String, Object> decision = adjust(1800, 0);
        post(manager, session, dispute, "decide", decision)
                .then()
                .statusCode(200)
                .body("status", equalTo("ANSWERED"))
                .body("entries.kind", hasItem("PROPOSAL"));
        assertThat(state(session)).isEqualTo("DISPUTED");
        post(manager, session, dispute, "decide", decision)
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/second-person-required"));
        post(member, session, dispute, "decide", decision).then().statusCode(403);
        post(operator, session, dispute, "decide", decision)
                .then()
                .statusCode(200)
                .body("status", equalTo("DECIDED"));
        assertThat(state(session)).isEqualTo("ADJUSTED");
        long corrected = one("SELECT id FROM usage_session WHERE corrects_id = " + session);
        given().header("Authorization", member)
                .get("/api/v1/usage-sessions/{id}", corrected)
                .then()
                .body("status", equalTo("CLOSED"))
                .body("verification", equalTo("MANUAL"))
                .body("runSeconds", equalTo(1800))
                .body("activeSeconds", equalTo(1800));
        charged(corrected, 10_000, first);
        given().header("Authorization", member)
                .get("/api/v1/charges/{id}", first)
                .then()
                .body("status", equalTo("REVERSED"));
        assertThat(one("SELECT active_seconds FROM usage_session WHERE id = " + session))
                .isEqualTo(3600);
        assertThat(noticesOf(boss)).anyMatch(text -> text.contains("被提出异议"));
        assertThat(noticesOf(booker))
                .anyMatch(text -> text.contains("新回复"))
                .anyMatch(text -> text.contains("已由两人作出处理"));
        for (String change : List.of("UPDATE session_dispute SET reason = ''", "DELETE FROM session_dispute_entry")) {
            assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(change)))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void twoOfTheCrew_areNotEnough_anotherWordTakesTheFirstOnesPlace() {
        long session = session("VERIFIED");
        long dispute = open(operator, session);
        String crew = city.bearer(city.person(owner, Role.OPERATOR));
        post(operator, session, dispute, "decide", uphold()).then().statusCode(200);
        post(crew, session, dispute, "decide", uphold())
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/second-person-required"));
        post(crew, session, dispute, "decide", adjust(60, 60))
                .then()
                .statusCode(200)
                .body("status", equalTo("OPEN"));
        String office = city.bearer(city.areaOffice(owner.area()));
        post(office, session, dispute, "decide", uphold()).then().statusCode(200);
        post(manager, session, dispute, "decide", uphold())
                .then()
                .statusCode(200)
                .body("status", equalTo("DECIDED"));
        assertThat(state(session)).isEqualTo("CLOSED");
        post(manager, session, dispute, "decide", uphold())
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/illegal-transition"));
    }

    @Test
    void whatIsWrong_isRefusedByName() {
        long session = session("VERIFIED");
        String path = "/api/v1/usage-sessions/{id}/disputes";
        for (String stranger :
                List.of(city.bearer(city.member(city.firm())), city.bearer(city.manager(city.provider())))) {
            given().header("Authorization", stranger).get(path, session).then().statusCode(404);
            call(stranger, path, Map.of("reason", "x"), session).then().statusCode(404);
        }
        call(city.bearer(city.areaOffice(owner.area())), path, Map.of("reason", "x"), session)
                .then()
                .statusCode(403);
        call(city.bearer(city.official(Role.AUDITOR)), path, Map.of("reason", "x"), session)
                .then()
                .statusCode(403);
        given().contentType("application/json")
                .body("{}")
                .post(path, session)
                .then()
                .statusCode(401);
        call(member, path, Map.of("reason", " "), session)
                .then()
                .statusCode(422)
                .body("violations.field", hasItem("reason"));
        long dispute = open(member, session);
        call(manager, path, Map.of("reason", "又一个"), session)
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/illegal-transition"));
        post(manager, session, dispute, "decide", Map.of("decision", "MAYBE", "note", "x"))
                .then()
                .statusCode(422)
                .body("violations.field", hasItem("decision"));
        post(manager, session, dispute, "decide", Map.of("decision", "ADJUST", "note", "x"))
                .then()
                .statusCode(422)
                .body("violations.field", hasItem("activeSeconds"));
        post(manager, session, dispute, "decide", adjust(3000, 3000)).then().statusCode(422);
        post(manager, session, dispute + 1_000_000, "decide", uphold()).then().statusCode(404);
        post(manager, session, dispute, "withdraw", Map.of()).then().statusCode(403);
        post(member, session, dispute, "withdraw", Map.of())
                .then()
                .statusCode(200)
                .body("status", equalTo("WITHDRAWN"));
        assertThat(state(session)).isEqualTo("CLOSED");
        long open =
                one("INSERT INTO usage_session (sid, instrument_id, started_at, last_at, run_seconds, active_seconds, "
                        + "idle_seconds, source, status) VALUES (gen_random_uuid(), " + instrument.id()
                        + ", now(), now(), 0, 0, 0, 'AGENT', 'OPEN') RETURNING id");
        call(manager, path, Map.of("reason", "x"), open).then().statusCode(409);
    }

    @Test
    void deadline_thatPasses_isToldOnce_andNotWhenAnswered() {
        long session = session("VERIFIED");
        long dispute = open(member, session);
        due("answer:" + dispute);
        assertThat(noticesOf(boss)).anyMatch(text -> text.contains("逾期未回复"));
        post(manager, session, dispute, "answer", Map.of("text", "在查")).then().statusCode(200);
        int before = noticesOf(boss).size();
        due("answer:" + dispute);
        assertThat(noticesOf(boss)).hasSize(before);
        due("decide:" + dispute);
        assertThat(noticesOf(booker)).anyMatch(text -> text.contains("逾期未处理"));
    }

    private void due(String subject) {
        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(deadlines.handle(subject, Instant.now())).isEmpty());
    }

    @Test
    void readings_thatComeWhileDisputed_waitForTheDecision() {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(3));
        UUID sid = UUID.randomUUID();
        TestDevice device = TestDevice.enrol(manager, instrument.id()).connect();
        try {
            device.send(device.sign(device.session("session.start", sid, at, 0, 0)));
            device.send(device.sign(device.session("session.tick", sid, at.plusSeconds(60), 60, 60)));
            awaitAck(device, 2);
            jdbi.useHandle(handle -> handle.execute(
                    "UPDATE usage_session SET heard_at = now() - interval '25 hours' WHERE device_id = ?", device.id));
            QuarkusTransaction.requiringNew().run(() -> silent.run(Instant.now()));
            long session = one("SELECT id FROM usage_session WHERE sid = '" + sid + "'");
            long dispute = open(operator, session);
            device.send(device.sign(device.session("session.end", sid, at.plusSeconds(180), 180, 180)));
            awaitAck(device, 3);
            assertThat(state(session)).isEqualTo("DISPUTED");
            given().header("Authorization", manager)
                    .get("/api/v1/usage-sessions/{id}", session)
                    .then()
                    .body("flags", hasItem("late-readings"))
                    .body("runSeconds", equalTo(60));
            post(operator, session, dispute, "decide", uphold()).then().statusCode(200);
            post(manager, session, dispute, "decide", uphold()).then().statusCode(200);
            assertThat(state(session)).isEqualTo("ADJUSTED");
            assertThat(one("SELECT run_seconds FROM usage_session WHERE corrects_id = " + session))
                    .isEqualTo(180);
        } finally {
            device.close();
        }
    }

    private static void awaitAck(TestDevice device, long seq) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(device.acked()).isEqualTo(seq));
    }

    @Test
    void cloneSession_countsOnlyOnceAManagerSaysSo() {
        long good = session("FLAGGED", "clone");
        String path = "/api/v1/usage-sessions/{id}/clone-decision";
        Map<String, Object> accept = Map.of("decision", "ACCEPT", "note", "换机当天重复安装");
        call(member, path, accept, good).then().statusCode(403);
        call(operator, path, accept, good).then().statusCode(403);
        call(city.bearer(city.manager(city.provider())), path, accept, good)
                .then()
                .statusCode(404);
        call(manager, path, Map.of("decision", "ACCEPT"), good).then().statusCode(422);
        call(manager, path, accept, good)
                .then()
                .statusCode(200)
                .body("verification", equalTo("VERIFIED"))
                .body("flags.size()", equalTo(0));
        charged(good, 20_000, null);
        call(manager, path, accept, good).then().statusCode(409);
        start = start.minus(Duration.ofHours(5));
        long bad = session("FLAGGED", "clone");
        call(manager, path, Map.of("decision", "REJECT", "note", "旧机误报"), bad)
                .then()
                .statusCode(200)
                .body("status", equalTo("ADJUSTED"));
        charged(bad, 0, null);
    }

    @Test
    void rejectedCloneSession_staysRejectedWhateverComesLater() {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(3));
        UUID sid = UUID.randomUUID();
        TestDevice device = TestDevice.enrol(manager, instrument.id()).connect();
        try {
            device.send(device.sign(device.session("session.start", sid, at, 0, 0)));
            device.send(device.sign(device.session("session.tick", sid, at.plusSeconds(60), 60, 60)));
            awaitAck(device, 2);
            long session = one("SELECT id FROM usage_session WHERE sid = '" + sid + "'");
            jdbi.useHandle(handle -> handle.execute(
                    "UPDATE usage_session SET heard_at = now() - interval '25 hours', flags = '{clone}' WHERE id = ?",
                    session));
            QuarkusTransaction.requiringNew().run(() -> silent.run(Instant.now()));
            call(
                            manager,
                            "/api/v1/usage-sessions/{id}/clone-decision",
                            Map.of("decision", "REJECT", "note", "旧机误报"),
                            session)
                    .then()
                    .statusCode(200);
            device.send(device.sign(device.session("session.tick", sid, at.plusSeconds(120), 120, 120)));
            device.send(device.sign(device.session("session.end", sid, at.plusSeconds(180), 180, 180)));
            awaitAck(device, 4);
            assertThat(one("SELECT count(*) FROM usage_session WHERE sid = '" + sid + "' AND status <> 'ADJUSTED'"))
                    .isZero();
            assertThat(one("SELECT count(*) FROM raw_reading WHERE sid = '" + sid + "'"))
                    .as("the readings are facts all the same")
                    .isEqualTo(4);
        } finally {
            device.close();
        }
    }

    @Test
    void clonedDevice_isOneAgainOnceAManagerSaysSo() {
        TestDevice device = TestDevice.enrol(manager, instrument.id());
        String path = "/api/v1/devices/{id}/settle-clone";
        call(manager, path, Map.of("note", "旧机已停用"), device.id).then().statusCode(409);
        jdbi.useHandle(handle -> handle.execute("UPDATE device SET cloned = true WHERE id = ?", device.id));
        call(operator, path, Map.of("note", "x"), device.id).then().statusCode(403);
        call(manager, path, Map.of("note", "旧机已停用"), device.id).then().statusCode(200);
        assertThat(one("SELECT count(*) FROM device WHERE cloned AND id = '" + device.id + "'"))
                .isZero();
    }

    // ---- what the tests say ----

    /** A finished booking of two hours with a closed session of one hour, all active, and its work row. */
    private long session(String verification, String... flags) {
        Instant until = start.plus(Duration.ofHours(2));
        long slot = one(
                "INSERT INTO slot (instrument_id, kind, blocked) VALUES (%d, 'BOOKING', tstzrange('%s', '%s')) RETURNING id"
                        .formatted(instrument.id(), start, until));
        long booking = one("""
                INSERT INTO booking (slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at, ends_before, mode,
                    purpose, status, quote_fen, cancel_free_until, no_show_after, created_at)
                VALUES (%d, %d, %d, %d, %d, '%s', '%s', 'SELF', 'test', 'FINISHED', 0, '%s', '%s', '%s') RETURNING id""".formatted(
                        slot, instrument.id(), owner.id(), firm.id(), booker.id(), start, until, start, until, start));
        long session = one("""
                INSERT INTO usage_session (sid, instrument_id, booking_id, started_at, last_at, ended_at, run_seconds,
                    active_seconds, idle_seconds, source, status, verification, flags)
                VALUES (gen_random_uuid(), %d, %d, '%s', '%s', '%s', 3600, 3600, 0, 'AGENT', 'CLOSED', '%s', '{%s}') RETURNING id""".formatted(
                        instrument.id(),
                        booking,
                        start,
                        start.plus(Duration.ofHours(1)),
                        start.plus(Duration.ofHours(1)),
                        verification,
                        String.join(",", flags)));
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO instrument_cover (instrument_id, metered_since, covered_until) VALUES (?, '2020-01-01T00:00:00Z', now()) ON CONFLICT DO NOTHING",
                instrument.id()));
        QuarkusTransaction.requiringNew()
                .run(() -> queue.enqueue("billing.booking", Long.toString(booking), Instant.now()));
        return session;
    }

    /** Waits until the booking of a session is billed with so much, by another charge than the one given. */
    private String charged(long session, int fen, String before) {
        String[] charge = new String[1];
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            charge[0] = given().header("Authorization", member)
                    .get("/api/v1/usage-sessions/{id}", session)
                    .path("chargeId");
            assertThat(charge[0]).isNotNull().isNotEqualTo(before);
        });
        given().header("Authorization", member)
                .get("/api/v1/charges/{id}", charge[0])
                .then()
                .body("totalFen", equalTo(fen));
        return charge[0];
    }

    private long open(String bearer, long session) {
        return Long.parseLong(
                call(bearer, "/api/v1/usage-sessions/{id}/disputes", Map.of("reason", "样品台故障，空转半小时"), session)
                        .then()
                        .statusCode(201)
                        .body("status", equalTo("OPEN"))
                        .extract()
                        .path("id"));
    }

    private static Map<String, Object> uphold() {
        return Map.of("decision", "UPHOLD", "note", "读数无误");
    }

    private static Map<String, Object> adjust(long active, long idle) {
        Map<String, Object> decision = new HashMap<>();
        decision.put("decision", "ADJUST");
        decision.put("activeSeconds", active);
        decision.put("idleSeconds", idle);
        decision.put("note", "按现场记录");
        return decision;
    }

    private static Response post(String bearer, long session, long dispute, String move, Map<String, ?> body) {
        return call(bearer, "/api/v1/usage-sessions/{id}/disputes/{dispute}/" + move, body, session, dispute);
    }

    private static Response call(String bearer, String path, Map<String, ?> body, Object... ids) {
        return given().header("Authorization", bearer)
                .contentType("application/json")
                .body(body)
                .post(path, ids);
    }

    private List<String> noticesOf(CityFixture.Person person) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT body FROM outbox WHERE person_id = :id AND channel = 'APP'")
                        .bind("id", person.id())
                        .mapTo(String.class)
                        .list());
    }

    private String state(long session) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT status FROM usage_session WHERE id = :id")
                .bind("id", session)
                .mapTo(String.class)
                .one());
    }

    private long one(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
