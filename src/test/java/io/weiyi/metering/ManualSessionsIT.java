package io.weiyi.metering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Use that people tell of: the logbook over HTTP, what a meter says about the same time, forgotten ends, filing. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ManualSessionsIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    UsageSessions sessions;

    @Inject
    ForgottenSessions forgotten;

    @Inject
    SilentSessions silent;

    @Inject
    MeterPrevails prevails;

    private CityFixture city;
    private CityFixture.Org owner;
    private CityFixture.Org firm;
    private CityFixture.Person member;
    private CityFixture.Instrument instrument;
    private String operator;
    private Instant start;

    @BeforeEach
    void makeLab() {
        city = CityFixture.fresh(jdbi, hasher);
        owner = city.provider();
        firm = city.firm();
        member = city.member(firm);
        instrument = city.instrument(owner).unmetered().create();
        operator = city.bearer(city.person(owner, Role.OPERATOR));
        start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(10));
    }

    @Test
    void logbook_rows_becomeManualSessionsOfTheirBookings() {
        long first = booking(0, 60);
        long second = booking(60, 120);
        enter(row(-10, 110, null), row(200, 230, null))
                .statusCode(201)
                .body("items", hasSize(3))
                .body("items.source", contains("MANUAL", "MANUAL", "MANUAL"))
                .body("items.verification", contains("MANUAL", "MANUAL", "MANUAL"))
                .body("items.bookingId", contains(String.valueOf(first), String.valueOf(second), null))
                .body("items.runSeconds", contains(70 * 60, 50 * 60, 30 * 60))
                .body("items.activeSeconds", contains(70 * 60, 50 * 60, 30 * 60));
        assertThat(text("SELECT status FROM booking WHERE id = " + first)).isIn("IN_USE", "FINISHED");
        assertThat(text(
                        "SELECT count(*)::text FROM audit_entry WHERE action = 'session.manual-entry' AND organisation_id = "
                                + owner.id()))
                .isEqualTo("3");
        long charge = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> Long.parseLong(text(
                                "SELECT coalesce(max(id), 0)::text FROM charge WHERE live AND subject_kind = 'BOOKING' AND subject_id = "
                                        + first)),
                        id -> id > 0);
        // 70 minutes at 200.00 yuan an hour.
        assertThat(text("SELECT total_fen::text FROM charge WHERE id = " + charge))
                .isEqualTo("23333");
    }

    @Test
    void logbook_rowThatNamesItsBooking_belongsToItWhole() {
        long first = booking(0, 60);
        booking(60, 120);
        enter(row(0, 100, first))
                .statusCode(201)
                .body("items.bookingId", contains(String.valueOf(first)))
                .body("items[0].runSeconds", equalTo(100 * 60));
        enter(row(300, 320, first)).statusCode(422).body("violations.field", contains("rows[0].bookingId"));
    }

    @Test
    void logbook_wrongRows_areAllNamedAndNothingIsKept() {
        metered(200, 230);
        enter(
                        row(0, 60, null),
                        row(50, 90, null),
                        row(210, 220, null),
                        row(60, 60, null),
                        row(550, 700, null),
                        Map.of("startedAt", "soon", "endedAt", "", "person", ""))
                .statusCode(422)
                .body("violations.field", hasItems("rows[5].startedAt", "rows[5].endedAt"));
        enter(row(0, 60, null), row(50, 90, null), row(210, 220, null), row(60, 60, null), row(550, 700, null))
                .statusCode(422)
                .body(
                        "violations.field",
                        contains("rows[1].startedAt", "rows[2].startedAt", "rows[3].endedAt", "rows[4].endedAt"))
                .body("violations[0].message", equalTo(Logbook.OVERLAPS));
        assertThat(text("SELECT count(*)::text FROM usage_session WHERE source = 'MANUAL' AND instrument_id = "
                        + instrument.id()))
                .isEqualTo("0");
        enter().statusCode(422).body("violations.field", contains("rows"));
    }

    @Test
    void logbook_ofOthers_isRefused() {
        Map<String, Object> row = row(0, 60, null);
        call(city.bearer(city.manager(city.provider())), instrument.id(), List.of(row))
                .statusCode(403);
        call(city.bearer(member), instrument.id(), List.of(row)).statusCode(403);
        call(operator, 999_999_999L, List.of(row)).statusCode(422).body("violations.field", contains("instrumentId"));
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/usage-sessions")
                .then()
                .statusCode(401);
        CityFixture.Instrument other = city.instrument(city.provider()).create();
        long foreign = Long.parseLong(text("SELECT coalesce(max(id), 0)::text FROM booking")) + 1000;
        enter(row(0, 60, foreign)).statusCode(422).body("violations.field", contains("rows[0].bookingId"));
        call(operator, other.id(), List.of(row)).statusCode(403);
    }

    @Test
    void manualSession_overAMeteredOne_yieldsWhatTheMeterSaw() {
        long booking = booking(0, 180);
        enter(row(0, 180, null)).statusCode(201);
        long told = Long.parseLong(text("SELECT id::text FROM usage_session WHERE booking_id = " + booking));
        metered(30, 60);
        QuarkusTransaction.requiringNew().run(() -> prevails.handle(Long.toString(told), Instant.now()));
        assertThat(sessions.find(told).orElseThrow().status()).isEqualTo("ADJUSTED");
        assertThat(sessions.ofBooking(booking))
                .allSatisfy(session -> {
                    assertThat(session.source()).isEqualTo("MANUAL");
                    assertThat(session.flags()).contains(Flag.METERED_BESIDE);
                })
                .extracting(SessionInfo::runSeconds)
                .containsExactly(30 * 60L, 120 * 60L);
        QuarkusTransaction.requiringNew().run(() -> prevails.handle(Long.toString(told), Instant.now()));
        assertThat(sessions.ofBooking(booking)).hasSize(2);
    }

    @Test
    void manualSession_decidedByTwoPersons_yieldsToTheMeterToo() {
        long booking = booking(0, 180);
        enter(row(0, 180, null)).statusCode(201);
        long told = Long.parseLong(text("SELECT id::text FROM usage_session WHERE booking_id = " + booking));
        // Two persons said: of three hours one was active.
        long decided = Long.parseLong(text("""
                WITH dispute AS (INSERT INTO session_dispute (session_id, opened_by, side, opened_at, answer_before, decide_before, reason)
                                 VALUES (%d, %d, 'OWNER', now(), now() + interval '1 day', now() + interval '2 days', 'x')
                                 RETURNING id),
                     old AS (UPDATE usage_session SET status = 'ADJUSTED' WHERE id = %d RETURNING *)
                INSERT INTO usage_session (sid, part, instrument_id, booking_id, started_at, last_at, ended_at, run_seconds,
                    active_seconds, idle_seconds, source, status, verification, corrects_id, closed_at, dispute_id)
                SELECT sid, part, instrument_id, booking_id, started_at, last_at, ended_at, run_seconds, 3600,
                    run_seconds - 3600, source, 'CLOSED', 'MANUAL', old.id, now(), dispute.id FROM old, dispute
                RETURNING id::text""".formatted(told, member.id(), told)));
        metered(30, 60);
        QuarkusTransaction.requiringNew().run(() -> prevails.handle(Long.toString(decided), Instant.now()));
        assertThat(sessions.find(decided).orElseThrow().status()).isEqualTo("ADJUSTED");
        assertThat(sessions.ofBooking(booking))
                .extracting(SessionInfo::runSeconds)
                .containsExactly(30 * 60L, 120 * 60L);
        assertThat(sessions.ofBooking(booking).stream()
                        .mapToLong(SessionInfo::activeSeconds)
                        .sum())
                .as("no more than was decided")
                .isEqualTo(3600);
    }

    @Test
    void manualSession_withoutAMeterYet_isLookedAtAgain() {
        long booking = booking(0, 60);
        enter(row(0, 60, null)).statusCode(201);
        String told = text("SELECT id::text FROM usage_session WHERE booking_id = " + booking);
        Instant now = Instant.now();
        // Ingest may be writing a session that this transaction cannot see.
        assertThat(QuarkusTransaction.requiringNew().call(() -> prevails.handle(told, now)))
                .hasValueSatisfying(again -> assertThat(again).isAfter(now));
        assertThat(QuarkusTransaction.requiringNew().call(() -> prevails.handle(told, now.plusSeconds(180))))
                .isEmpty();
    }

    @Test
    void forgottenSession_endsWithItsBookingAsAnEstimate() {
        long booking = booking(0, 60);
        long open = open(booking, 10);
        CityFixture.Instrument second = city.instrument(owner).create();
        long unbooked = jdbi.inTransaction(handle -> openRow(second, null, start.minus(Duration.ofDays(2))));
        Instant now = Instant.now();
        QuarkusTransaction.requiringNew().run(() -> silent.run(now.plus(Duration.ofDays(3))));
        QuarkusTransaction.requiringNew().run(() -> forgotten.run(now));
        assertThat(sessions.find(open).orElseThrow()).satisfies(session -> {
            assertThat(session.endedAt()).isEqualTo(start.plusSeconds(3600));
            assertThat(session.runSeconds()).isEqualTo(50 * 60);
            assertThat(session.source()).isEqualTo("MANUAL");
            assertThat(session.verification()).isEqualTo("ESTIMATED");
            assertThat(session.flags()).containsExactly(Flag.FORGOTTEN);
        });
        assertThat(sessions.find(unbooked).orElseThrow()).satisfies(session -> {
            assertThat(session.runSeconds()).isZero();
            assertThat(session.flags()).containsExactly(Flag.FORGOTTEN);
        });
    }

    @Test
    void database_keepsManualSessionsApartAndUnverified() {
        open(booking(550, 660), 560);
        Instant soon = start.plus(Duration.ofMinutes(570));
        assertThatThrownBy(() -> jdbi.inTransaction(handle -> openRow(instrument, null, soon)))
                .hasMessageContaining("usage_session_manual_overlap");
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(
                        "UPDATE usage_session SET status = 'CLOSED', verification = 'VERIFIED', ended_at = now() WHERE instrument_id = ?",
                        instrument.id())))
                .hasMessageContaining("usage_session_manual");
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("UPDATE manual_session SET note = 'x'")))
                .hasMessageContaining("manual_session");
    }

    @Test
    void unbookedUse_isFiledManyAtOnceAndAgain() {
        long first = metered(0, 30);
        long second = metered(40, 60);
        file(operator, "MAINTENANCE", first, second)
                .statusCode(201)
                .body("sessionIds", hasSize(2))
                .body("kind", equalTo("MAINTENANCE"));
        file(operator, "TEACHING", second).statusCode(201);
        given().header("Authorization", operator)
                .get("/api/v1/usage-sessions?instrumentId=" + instrument.id())
                .then()
                .statusCode(200)
                .body("items.filedAs", contains("TEACHING", "MAINTENANCE"));
        assertThat(text("SELECT count(*)::text FROM session_filing WHERE session_id IN (" + first + "," + second + ")"))
                .isEqualTo("3");
        assertThat(text("SELECT count(*)::text FROM audit_entry WHERE action = 'session.file' AND organisation_id = "
                        + owner.id()))
                .isEqualTo("2");
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("DELETE FROM session_filing")))
                .hasMessageContaining("session_filing");
    }

    @Test
    void filing_ofBookedForeignOrOpenSessions_isRefusedWhole() {
        long booking = booking(0, 60);
        enter(row(0, 60, null)).statusCode(201);
        long booked = Long.parseLong(text("SELECT id::text FROM usage_session WHERE booking_id = " + booking));
        long free = metered(100, 130);
        long running = open(booking(550, 660), 550);
        String other = city.bearer(city.manager(city.provider()));
        file(operator, "RESEARCH", free, booked, running, 999_999_999L)
                .statusCode(422)
                .body("violations.field", contains("sessionIds[1]", "sessionIds[2]", "sessionIds[2]", "sessionIds[3]"));
        file(operator, "FUN", free).statusCode(422).body("violations.field", contains("kind"));
        file(other, "RESEARCH", free).statusCode(422).body("violations.message", contains("is unknown"));
        file(city.bearer(member), "RESEARCH", free).statusCode(403);
        assertThat(text("SELECT count(*)::text FROM session_filing WHERE session_id = " + free))
                .isEqualTo("0");
    }

    private ValidatableResponse file(String who, String kind, Long... ids) {
        List<String> named = java.util.Arrays.stream(ids).map(String::valueOf).toList();
        return given().header("Authorization", who)
                .contentType("application/json")
                .body(Map.of("sessionIds", named, "kind", kind))
                .post("/api/v1/usage-sessions/filings")
                .then();
    }

    @SafeVarargs
    private ValidatableResponse enter(Map<String, Object>... rows) {
        return call(operator, instrument.id(), List.of(rows));
    }

    private static ValidatableResponse call(String who, long instrument, List<Map<String, Object>> rows) {
        return given().header("Authorization", who)
                .contentType("application/json")
                .body(Map.of("instrumentId", String.valueOf(instrument), "rows", rows))
                .post("/api/v1/usage-sessions")
                .then();
    }

    private Map<String, Object> row(int fromMinute, int untilMinute, @Nullable Long booking) {
        Map<String, Object> row = new java.util.HashMap<>(Map.of(
                "startedAt",
                start.plus(Duration.ofMinutes(fromMinute)).toString(),
                "endedAt",
                start.plus(Duration.ofMinutes(untilMinute)).toString(),
                "person",
                "王工",
                "purpose",
                "看断口"));
        if (booking != null) {
            row.put("bookingId", String.valueOf(booking));
        }
        return row;
    }

    private long booking(int fromMinute, int untilMinute) {
        Instant from = start.plus(Duration.ofMinutes(fromMinute));
        Instant until = start.plus(Duration.ofMinutes(untilMinute));
        return jdbi.inTransaction(handle -> {
            long slot = handle.createQuery(
                            "INSERT INTO slot (instrument_id, kind, blocked) VALUES (:i, 'BOOKING', tstzrange(:a, :b)) RETURNING id")
                    .bind("i", instrument.id())
                    .bind("a", from)
                    .bind("b", until)
                    .mapTo(Long.class)
                    .one();
            return handle.createQuery("""
                            INSERT INTO booking (slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at,
                                                 ends_before, mode, purpose, status, quote_fen, cancel_free_until,
                                                 no_show_after, approve_before, created_at)
                            VALUES (:slot, :i, :lab, :firm, :person, :a, :b, 'SELF', '看断口', 'CONFIRMED', 20000, :a, :b, :a, :a)
                            RETURNING id""")
                    .bind("slot", slot)
                    .bind("i", instrument.id())
                    .bind("lab", owner.id())
                    .bind("firm", firm.id())
                    .bind("person", member.id())
                    .bind("a", from)
                    .bind("b", until)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** A closed session as a meter would have left it, without a booking. */
    private long metered(int fromMinute, int untilMinute) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO usage_session (sid, instrument_id, started_at, last_at, ended_at, run_seconds, active_seconds,
                                                   idle_seconds, source, status, verification, closed_at)
                        VALUES (:sid, :i, :a, :b, :b, :run, :run, 0, 'AGENT', 'CLOSED', 'VERIFIED', now()) RETURNING id""")
                .bind("sid", UUID.randomUUID())
                .bind("i", instrument.id())
                .bind("a", start.plus(Duration.ofMinutes(fromMinute)))
                .bind("b", start.plus(Duration.ofMinutes(untilMinute)))
                .bind("run", (untilMinute - fromMinute) * 60L)
                .mapTo(Long.class)
                .one());
    }

    private long open(long booking, int minute) {
        return jdbi.inTransaction(handle -> openRow(instrument, booking, start.plus(Duration.ofMinutes(minute))));
    }

    private long openRow(CityFixture.Instrument on, @Nullable Long booking, Instant at) {
        UUID sid = UUID.randomUUID();
        return jdbi.withHandle(handle -> {
            handle.createUpdate("""
                            INSERT INTO manual_session (sid, origin, entered_by, entered_at, organisation_id, used_by, note)
                            VALUES (:sid, 'SCAN', :by, :at, :firm, '王工', '')""")
                    .bind("sid", sid)
                    .bind("by", member.id())
                    .bind("at", at)
                    .bind("firm", firm.id())
                    .execute();
            return handle.createQuery("""
                            INSERT INTO usage_session (sid, instrument_id, booking_id, started_at, last_at, run_seconds,
                                                       active_seconds, idle_seconds, source, status, heard_at)
                            VALUES (:sid, :i, :booking, :at, :at, 0, 0, 0, 'MANUAL', 'OPEN', :at) RETURNING id""")
                    .bind("sid", sid)
                    .bind("i", on.id())
                    .bind("booking", booking)
                    .bind("at", at)
                    .mapTo(Long.class)
                    .one();
        });
    }

    private String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
