package io.weiyi.booking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Busy times of a campus's own system come in and block; our bookings go out by private feeds. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class TwoCalendarsIT {

    private static final Instant BASE =
            Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(5));

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private CityFixture city;
    private CityFixture.Org lab;
    private CityFixture.Org firm;
    private CityFixture.Person member;
    private CityFixture.Person manager;
    private CityFixture.Instrument instrument;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        lab = city.provider();
        firm = city.firm();
        member = city.member(firm);
        manager = city.manager(lab);
        instrument = city.instrument(lab).create();
    }

    private static Map<String, String> span(int fromHour, int untilHour) {
        return Map.of(
                "startsAt", BASE.plus(Duration.ofHours(fromHour)).toString(),
                "endsBefore", BASE.plus(Duration.ofHours(untilHour)).toString());
    }

    private Response book(int fromHour, int untilHour) {
        Map<String, String> span = span(fromHour, untilHour);
        return given().header("Authorization", city.bearer(member))
                .contentType("application/json")
                .body(Map.of(
                        "instrumentId", String.valueOf(instrument.id()),
                        "startsAt", span.get("startsAt"),
                        "endsBefore", span.get("endsBefore"),
                        "mode", "SELF",
                        "purpose", "x"))
                .post("/api/v1/bookings");
    }

    private Response put(CityFixture.Person who, List<?> blocks) {
        return given().header("Authorization", city.bearer(who))
                .contentType("application/json")
                .body(Map.of("blocks", blocks))
                .put("/api/v1/instruments/" + instrument.id() + "/busy-blocks");
    }

    @Test
    void busy_put_blocksAndTheNextPutGivesBack() {
        Response first = put(manager, List.of(span(1, 3), span(2, 4), span(6, 7)));
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.jsonPath().getList("blocks")).hasSize(2);
        assertThat(first.jsonPath().getList("clashes")).isEmpty();
        assertThat(book(3, 5).statusCode()).isEqualTo(409);
        assertThat(book(4, 5).statusCode()).isEqualTo(201);
        assertThat(given().get("/api/v1/instruments/" + instrument.id() + "/availability?from=" + BASE + "&to="
                                + BASE.plus(Duration.ofHours(8)))
                        .jsonPath()
                        .getList("busy.kind", String.class))
                .containsExactly("BLOCKED", "BOOKED", "BLOCKED");
        assertThat(put(manager, List.of()).jsonPath().getList("blocks")).isEmpty();
        assertThat(book(1, 3).statusCode()).isEqualTo(201);
    }

    @Test
    void busy_meetsABooking_keepsItAndTellsTheLab() {
        String booking = book(2, 4).jsonPath().getString("id");
        for (int again = 0; again < 2; again++) {
            Response put = put(manager, List.of(span(1, 5)));
            assertThat(put.jsonPath().getString("leads")).isEqualTo("OURS");
            assertThat(put.jsonPath().getList("clashes.bookingId")).containsExactly(booking);
            assertThat(put.jsonPath().getList("clashes.outcome")).containsExactly("KEPT");
            assertThat(put.jsonPath().getList("blocks")).hasSize(2);
        }
        assertThat(status(booking)).isEqualTo("CONFIRMED");
        assertThat(book(1, 2).statusCode()).isEqualTo(409);
        assertThat(book(4, 5).statusCode()).isEqualTo(409);
    }

    @Test
    void busy_whereTheCampusLeads_cancelsFreeOfChargeAndTells() {
        String booking = book(2, 4).jsonPath().getString("id");
        theirsLead();
        Response put = put(manager, List.of(span(1, 5)));
        assertThat(put.jsonPath().getList("clashes.outcome")).containsExactly("GAVE_WAY");
        assertThat(put.jsonPath().getList("blocks")).hasSize(1);
        assertThat(status(booking)).isEqualTo("CANCELLED");
        long told = jdbi.withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM outbox WHERE person_id = :p AND body LIKE '%取消%'")
                        .bind("p", member.id())
                        .mapTo(Long.class)
                        .one());
        assertThat(told).isEqualTo(1);
    }

    @Test
    void busy_putAndBookAtOnce_neverBothHoldTheTime() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 10; round++) {
                int hour = 20 + round * 2;
                Callable<Response> booking = () -> book(hour, hour + 1);
                Callable<Response> blocking = () -> put(manager, List.of(span(hour, hour + 1)));
                List<Response> answers = List.of(booking, blocking).stream().map(both::submit).toList().stream()
                        .map(answer -> {
                            try {
                                return answer.get();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .toList();
                assertThat(answers.get(0).statusCode()).isIn(201, 409);
                assertThat(answers.get(1).statusCode()).isEqualTo(200);
                boolean booked = answers.get(0).statusCode() == 201;
                assertThat(answers.get(1).jsonPath().getList("blocks").isEmpty())
                        .isEqualTo(booked);
                if (booked) {
                    assertThat(answers.get(1).jsonPath().getList("clashes")).isNotEmpty();
                }
            }
        } finally {
            both.shutdownNow();
        }
    }

    /** The booking is made and not yet committed when the busy time arrives, so that only looking again finds it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void busy_putWhileSomebodyBooks_namesTheBooking(boolean theirs) throws Exception {
        if (theirs) {
            theirsLead();
        }
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Handle booker = jdbi.open()) {
            booker.begin();
            long booking = insertBooking(booker, BASE.plus(Duration.ofHours(2)), BASE.plus(Duration.ofHours(3)));
            Future<Response> put = other.submit(() -> put(manager, List.of(span(1, 5))));
            int bookers = booker.createQuery("SELECT pg_backend_pid()")
                    .mapTo(Integer.class)
                    .one();
            await().until(() -> jdbi.withHandle(handle -> handle.createQuery(
                            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE :pid = ANY (pg_blocking_pids(pid)))")
                    .bind("pid", bookers)
                    .mapTo(Boolean.class)
                    .one()));
            booker.commit();
            JsonPath answer = put.get(30, TimeUnit.SECONDS).jsonPath();
            assertThat(answer.getList("clashes.bookingId")).containsExactly(String.valueOf(booking));
            assertThat(answer.getList("clashes.outcome")).containsExactly(theirs ? "GAVE_WAY" : "KEPT");
            assertThat(answer.getList("blocks")).hasSize(theirs ? 1 : 2);
            assertThat(status(String.valueOf(booking))).isEqualTo(theirs ? "CANCELLED" : "CONFIRMED");
        } finally {
            other.shutdownNow();
        }
    }

    private long insertBooking(Handle handle, Instant from, Instant until) {
        long slot = CityFixture.insert(
                handle,
                "INSERT INTO slot (instrument_id, kind, blocked) VALUES (?, 'BOOKING', tstzrange(?, ?)) RETURNING id",
                instrument.id(),
                from,
                until);
        return CityFixture.insert(
                handle, """
                INSERT INTO booking (slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at, ends_before, mode, purpose,
                    status, quote_fen, cancel_free_until, no_show_after, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, 'SELF', 'test', 'CONFIRMED', 0, ?, ?, now()) RETURNING id""", slot, instrument.id(), lab.id(), firm.id(), member.id(), from, until, from, until);
    }

    private void theirsLead() {
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO calendar_lead (instrument_id, theirs, set_by, set_at) VALUES (?, true, ?, now())",
                instrument.id(),
                manager.id()));
    }

    @Test
    void busy_wrongOrForeign_isRefused() {
        assertThat(put(manager, List.of(Map.of("startsAt", "2026-11-24T09:00", "endsBefore", "x")))
                        .statusCode())
                .isEqualTo(422);
        assertThat(put(manager, List.of(span(3, 3))).statusCode()).isEqualTo(422);
        assertThat(put(manager, List.of(span(1, 24 * 100))).statusCode()).isEqualTo(422);
        assertThat(put(manager, List.of(span(24 * 380, 24 * 381))).statusCode()).isEqualTo(422);
        assertThat(put(member, List.of()).statusCode()).isEqualTo(403);
        assertThat(put(city.person(lab, Role.OPERATOR), List.of()).statusCode()).isEqualTo(403);
        assertThat(put(city.manager(city.provider()), List.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void feed_ofAPerson_followsTheBookingUntilItIsRevoked() {
        String booking = book(2, 4).jsonPath().getString("id");
        String address = feed(member, null);
        VEvent event = calendar(address).getEvents().get(0);
        assertThat(event.getUid().getValue()).isEqualTo("booking-" + booking + "@weiyi");
        assertThat(event.getStatus().isConfirmed()).isTrue();
        int before = event.getSequence().getValue();
        given().header("Authorization", city.bearer(member)).post("/api/v1/bookings/" + booking + "/cancel");
        VEvent cancelled = calendar(address).getEvents().get(0);
        assertThat(cancelled.getUid()).isEqualTo(event.getUid());
        assertThat(cancelled.getStatus().isCancelled()).isTrue();
        assertThat(cancelled.getSequence().getValue()).isGreaterThan(before);
        jdbi.useHandle(handle ->
                handle.execute("UPDATE calendar_feed SET revoked_at = now() WHERE person_id = ?", member.id()));
        assertThat(given().get(address).statusCode()).isEqualTo(404);
        assertThat(given().get(address.replaceFirst("calendars/.{10}", "calendars/AAAAAAAAAA"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void feed_ofAnInstrument_endsWithTheRoleAndIsNobodyElses() {
        book(2, 4);
        String address = feed(manager, instrument.id());
        ICalendar read = calendar(address);
        assertThat(read.getEvents()).hasSize(1);
        assertThat(read.getEvents().get(0).getSummary().getValue()).contains("·");
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE role_grant SET revoked_at = now() WHERE person_id = ? AND role = 'INSTRUMENT_MANAGER'",
                manager.id()));
        assertThat(given().get(address).statusCode()).isEqualTo(404);
    }

    @Inject
    CalendarFeeds feeds;

    private String feed(CityFixture.Person person, Long instrumentId) {
        io.weiyi.identity.Caller caller = new io.weiyi.identity.Caller(
                person.id(),
                person.username(),
                person.displayName(),
                lab.id(),
                java.util.Set.of(lab.id()),
                java.util.Set.of(Role.INSTRUMENT_MANAGER),
                Map.of(Role.INSTRUMENT_MANAGER, java.util.Set.of(lab.id())),
                java.util.Set.of());
        return "/calendars/" + feeds.create(caller, instrumentId) + "/weiyi.ics";
    }

    private static ICalendar calendar(String address) {
        Response answer = given().get(address);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("text/calendar");
        return Biweekly.parse(answer.asString()).first();
    }

    private String status(String booking) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT status FROM booking WHERE id = :id")
                .bind("id", Long.parseLong(booking))
                .mapTo(String.class)
                .one());
    }
}
