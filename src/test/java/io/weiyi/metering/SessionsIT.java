package io.weiyi.metering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From signed readings to usage sessions that belong to bookings. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class SessionsIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    UsageSessions sessions;

    @Inject
    SilentSessions silent;

    CityFixture city;
    CityFixture.Org owner;
    CityFixture.Org firm;
    CityFixture.Person member;
    CityFixture.Instrument instrument;
    String manager;
    TestDevice device;
    /** Three hours ago, on the minute. */
    Instant start;

    UUID sid;

    @BeforeEach
    void makeDevice() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        firm = city.firm();
        member = city.member(firm);
        instrument = city.instrument(owner).create();
        manager = city.bearer(city.manager(owner));
        device = TestDevice.enrol(manager, instrument.id()).connect();
        start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(3));
        sid = UUID.randomUUID();
    }

    @AfterEach
    void leave() {
        device.close();
    }

    @Test
    void session_overlappingABooking_belongsToItAndIsVerifiedInTenSeconds() {
        long booking = booking(10, 70);
        int sent = use(0, 30, 1800);
        Instant ended = Instant.now();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(verification()).isEqualTo("VERIFIED"));
        assertThat(one(
                        "SELECT (closed_at <= :end::timestamptz + interval '10 seconds')::text FROM usage_session WHERE device_id = :d",
                        ended))
                .isEqualTo("true");
        awaitAck(sent);
        List<SessionInfo> found = sessions.ofBooking(booking);
        assertThat(found).singleElement().satisfies(session -> {
            assertThat(session.startedAt()).isEqualTo(start);
            assertThat(session.endedAt()).isEqualTo(start.plusSeconds(1800));
            assertThat(session.activeSeconds()).isEqualTo(1800);
            assertThat(session.source()).isEqualTo("AGENT");
            assertThat(session.status()).isEqualTo("CLOSED");
        });
        assertThat(one(
                        "SELECT status FROM booking WHERE id = (SELECT booking_id FROM usage_session WHERE device_id = :d)",
                        null))
                .isIn("IN_USE", "FINISHED");
        assertThat(one(
                        "SELECT count(*)::text FROM instrument_cover c JOIN device_instrument i USING (instrument_id)"
                                + " JOIN device_head h ON h.device_id = i.device_id"
                                + " WHERE i.device_id = :d AND c.covered_until >= h.covered_until",
                        null))
                .isEqualTo("1");
    }

    @Test
    void session_overTwoBookings_isCutWhereTheSecondBegins() {
        long first = booking(0, 60);
        long second = booking(60, 120);
        int sent = use(-10, 130, 140 * 60);
        awaitAck(sent);
        assertThat(sessions.ofBooking(first)).singleElement().satisfies(session -> {
            assertThat(session.runSeconds()).isEqualTo(70 * 60);
            assertThat(session.endedAt()).isEqualTo(start.plusSeconds(3600));
        });
        assertThat(sessions.ofBooking(second)).singleElement().satisfies(session -> {
            assertThat(session.runSeconds()).isEqualTo(70 * 60);
            assertThat(session.startedAt()).isEqualTo(start.plusSeconds(3600));
            assertThat(session.sid()).isEqualTo(sid.toString());
        });
    }

    @Test
    void session_withoutBooking_isKeptAndUnbooked() {
        awaitAck(use(0, 10, 600));
        assertThat(one(
                        "SELECT (booking_id IS NULL)::text || verification FROM usage_session WHERE device_id = :d",
                        null))
                .isEqualTo("trueVERIFIED");
    }

    @Test
    void openSession_growsAndIsShownAsRunning() {
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(60), 60, 60)));
        awaitAck(2);
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(120), 120, 60)));
        awaitAck(3);
        SessionInfo running = sessions.running(instrument.id()).orElseThrow();
        assertThat(running.runSeconds()).isEqualTo(120);
        assertThat(running.idleSeconds()).isEqualTo(60);
        assertThat(running.verification()).isNull();
        assertThat(running.endedAt()).isNull();
        assertThat(one("SELECT activity FROM usage_session WHERE device_id = :d", null))
                .isEqualTo("IDLE");
    }

    @Test
    void openSession_silentForADay_isEstimated_andCorrectedByWhatComesLate() {
        long booking = booking(0, 60);
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(60), 60, 60)));
        awaitAck(2);
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE usage_session SET heard_at = now() - interval '25 hours' WHERE device_id = ?", device.id));
        QuarkusTransaction.requiringNew().run(() -> silent.run(Instant.now()));
        SessionInfo estimated = sessions.ofBooking(booking).get(0);
        assertThat(estimated.verification()).isEqualTo("ESTIMATED");
        assertThat(estimated.endedAt()).isEqualTo(start.plusSeconds(60));
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(120), 120, 120)));
        awaitAck(3);
        device.send(device.sign(device.session("session.end", sid, start.plusSeconds(180), 180, 180)));
        awaitAck(4);
        SessionInfo corrected = sessions.ofBooking(booking).get(0);
        assertThat(corrected.id()).isNotEqualTo(estimated.id());
        assertThat(corrected.verification()).isEqualTo("VERIFIED");
        assertThat(corrected.activeSeconds()).isEqualTo(180);
        assertThat(sessions.find(estimated.id()).orElseThrow().status()).isEqualTo("ADJUSTED");
        assertThat(one("SELECT corrects_id::text FROM usage_session WHERE device_id = :d AND status = 'CLOSED'", null))
                .isEqualTo(String.valueOf(estimated.id()));
    }

    @Test
    void othersSession_cannotBeWrittenByNamingItsSid() {
        awaitAck(use(0, 10, 600));
        TestDevice thief =
                TestDevice.enrol(manager, city.instrument(owner).create().id()).connect();
        try {
            thief.send(thief.sign(thief.session("session.tick", sid, start.plusSeconds(700), 9999, 9999)));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(thief.acked()).isEqualTo(1));
            assertThat(one("SELECT run_seconds::text FROM usage_session WHERE device_id = :d", null))
                    .isEqualTo("600");
        } finally {
            thief.close();
        }
    }

    @Test
    void http_showsASessionToWhomItConcerns() {
        long booking = booking(0, 60);
        awaitAck(use(0, 10, 600));
        long id = sessions.ofBooking(booking).get(0).id();
        for (String bearer : List.of(
                city.bearer(member),
                manager,
                city.bearer(city.person(owner, Role.OPERATOR)),
                city.bearer(city.official(Role.LEADER)),
                city.bearer(city.official(Role.AUDITOR)))) {
            given().header("Authorization", bearer)
                    .get("/api/v1/usage-sessions/{id}", id)
                    .then()
                    .statusCode(200)
                    .body("id", equalTo(String.valueOf(id)))
                    .body("sid", equalTo(sid.toString()))
                    .body("bookingId", equalTo(String.valueOf(booking)))
                    .body("deviceId", equalTo(device.id))
                    .body("runSeconds", equalTo(600))
                    .body("status", equalTo("CLOSED"))
                    .body("verification", equalTo("VERIFIED"))
                    .body("flags.size()", equalTo(0));
        }
        for (String bearer :
                List.of(city.bearer(city.member(city.firm())), city.bearer(city.manager(city.provider())))) {
            given().header("Authorization", bearer)
                    .get("/api/v1/usage-sessions/{id}", id)
                    .then()
                    .statusCode(404);
            given().header("Authorization", bearer)
                    .get("/api/v1/usage-sessions?instrumentId=" + instrument.id())
                    .then()
                    .statusCode(200)
                    .body("total", equalTo(0));
        }
        given().get("/api/v1/usage-sessions/{id}", id).then().statusCode(401);
    }

    @Test
    void http_filters() {
        long booking = booking(0, 60);
        awaitAck(use(0, 10, 600));
        String id = String.valueOf(sessions.ofBooking(booking).get(0).id());
        given().header("Authorization", manager)
                .queryParam("bookingId", booking)
                .queryParam("from", start.plusSeconds(599).toString())
                .queryParam("to", start.plusSeconds(601).toString())
                .get("/api/v1/usage-sessions")
                .then()
                .statusCode(200)
                .body("items.id", contains(id));
        given().header("Authorization", manager)
                .queryParam("from", start.plusSeconds(600).toString())
                .get("/api/v1/usage-sessions")
                .then()
                .body("total", equalTo(0));
        given().header("Authorization", manager)
                .queryParam("instrumentId", "'; DROP TABLE usage_session; --")
                .get("/api/v1/usage-sessions")
                .then()
                .statusCode(200)
                .body("total", equalTo(0));
        for (String wrong : List.of("from=yesterday", "to=2026-11-23T08:00:00", "size=0", "size=201", "page=-1")) {
            given().header("Authorization", manager)
                    .get("/api/v1/usage-sessions?" + wrong)
                    .then()
                    .statusCode(422)
                    .body("type", equalTo("/problems/validation"));
        }
    }

    // ---- what the tests say ----

    /** A session with a reading a minute, all active; returns the last seq. */
    private int use(int fromMinute, int untilMinute, int seconds) {
        List<String> readings = new ArrayList<>();
        for (int minute = fromMinute; minute <= untilMinute; minute++) {
            String type =
                    minute == fromMinute ? "session.start" : minute == untilMinute ? "session.end" : "session.tick";
            long run = (minute - fromMinute) * 60L;
            readings.add(device.sign(device.session(type, sid, start.plusSeconds(60L * minute), run, run)));
        }
        assertThat((untilMinute - fromMinute) * 60).isEqualTo(seconds);
        readings.forEach(device::send);
        return readings.size();
    }

    private long booking(int fromMinute, int untilMinute) {
        return jdbi.inTransaction(handle -> {
            Instant from = start.plusSeconds(60L * fromMinute);
            Instant until = start.plusSeconds(60L * untilMinute);
            long slot = handle.createQuery(
                            "INSERT INTO slot (instrument_id, kind, blocked) VALUES (?, 'BOOKING', tstzrange(?, ?)) RETURNING id")
                    .bind(0, instrument.id())
                    .bind(1, from)
                    .bind(2, until)
                    .mapTo(Long.class)
                    .one();
            return handle.createQuery("""
                            INSERT INTO booking (slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at, ends_before,
                                mode, purpose, status, quote_fen, cancel_free_until, no_show_after, created_at)
                            VALUES (?, ?, ?, ?, ?, ?, ?, 'SELF', 'test', 'CONFIRMED', 0, ?, ?, ?) RETURNING id""")
                    .bind(0, slot)
                    .bind(1, instrument.id())
                    .bind(2, owner.id())
                    .bind(3, firm.id())
                    .bind(4, member.id())
                    .bind(5, from)
                    .bind(6, until)
                    .bind(7, from)
                    .bind(8, Instant.now().plus(Duration.ofDays(1)))
                    .bind(9, from)
                    .mapTo(Long.class)
                    .one();
        });
    }

    private String verification() {
        return one("SELECT coalesce(max(verification), '') FROM usage_session WHERE device_id = :d", null);
    }

    private void awaitAck(long seq) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(device.acked()).isEqualTo(seq));
    }

    private String one(String sql, Instant end) {
        return jdbi.withHandle(handle -> {
            var query = handle.createQuery(sql).bind("d", device.id);
            return (end == null ? query : query.bind("end", end))
                    .mapTo(String.class)
                    .one();
        });
    }
}
