package io.weiyi.booking;

import static io.weiyi.booking.BookingFixture.as;
import static io.weiyi.booking.BookingFixture.body;
import static io.weiyi.booking.BookingFixture.day;
import static io.weiyi.booking.BookingFixture.get;
import static io.weiyi.booking.BookingFixture.move;
import static io.weiyi.booking.BookingFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bookings through the door: the contract, states and who may do what. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BookingIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Bookings bookings;

    private BookingFixture it;

    @BeforeEach
    void people() {
        it = new BookingFixture(jdbi, hasher);
    }

    // ---- making one ----

    @Test
    void create_instant_isConfirmedWithQuoteAndVersion() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = post(it.member, body(instrument, day(2, 9), day(2, 11)))
                .then()
                .statusCode(201)
                .header("ETag", "\"0\"")
                .header("Location", notNullValue())
                .body("status", equalTo("CONFIRMED"))
                .body("instrumentId", equalTo(String.valueOf(instrument.id())))
                .body("organisationId", equalTo(String.valueOf(it.firm.id())))
                .body("createdBy", equalTo(String.valueOf(it.memberPerson.id())))
                .body("startsAt", equalTo(day(2, 9).toString()))
                .body("endsBefore", equalTo(day(2, 11).toString()))
                .body("mode", equalTo("SELF"))
                .body("purpose", equalTo("断口形貌观察"))
                .body("quoteFen", equalTo(40000))
                .body("expectedSubsidyFen", equalTo(16000))
                .body("version", equalTo(0))
                .extract()
                .path("id");
        get(it.member, id).then().statusCode(200).header("ETag", "\"0\"").body("id", equalTo(id));
    }

    @Test
    void expectedSubsidy_followsTheWindowAndTheApplicant() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = post(it.member, body(instrument, day(2, 9), day(2, 10)))
                .then()
                .statusCode(201)
                .body("expectedSubsidyFen", equalTo(8000))
                .extract()
                .path("id");
        as(it.member)
                .body(Map.of(
                        "startsAt",
                        day(3, 9).toString(),
                        "endsBefore",
                        day(3, 12).toString()))
                .patch("/api/v1/bookings/" + id)
                .then()
                .statusCode(200)
                .body("quoteFen", equalTo(60000))
                .body("expectedSubsidyFen", equalTo(24000));
        String own = it.city.bearer(it.city.member(it.lab));
        post(own, body(instrument, day(4, 9), day(4, 10)))
                .then()
                .statusCode(201)
                .body("$", org.hamcrest.Matchers.hasKey("expectedSubsidyFen"))
                .body("expectedSubsidyFen", nullValue());
    }

    @Test
    void create_withOffset_isAnsweredInUtc() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        Map<String, Object> body = body(instrument, day(2, 9), day(2, 10));
        body.put("startsAt", day(2, 9).atOffset(java.time.ZoneOffset.ofHours(8)).toString());
        post(it.member, body).then().statusCode(201).body("startsAt", endsWith("01:00:00Z"));
    }

    @Test
    void create_sameKeyAgain_givesTheFirstAnswer() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        Map<String, Object> body = body(instrument, day(2, 9), day(2, 10));
        String key = CityFixture.unique("key-");
        String first = as(it.member)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/bookings")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        as(it.member)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/bookings")
                .then()
                .statusCode(201)
                .header("ETag", "\"0\"")
                .body("id", equalTo(first));
        body.put("purpose", "别的");
        as(it.member)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/bookings")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/idempotency-key-reused"));
    }

    @Test
    void create_overlapUnderAKey_isKeptAsTheAnswer() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String taken = it.booked(instrument, 2, 9, 10);
        String key = CityFixture.unique("key-");
        Map<String, Object> body = body(instrument, day(2, 9), day(2, 10));
        as(it.member)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/bookings")
                .then()
                .statusCode(409);
        move(it.member, taken, "cancel").then().statusCode(200);
        as(it.member)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/bookings")
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/booking-overlap"));
    }

    // ---- refusals ----

    @Test
    void create_againstEachRule_namesItsReason() {
        var city = it.city;
        refused(city.instrument(it.lab).notBookable().create(), day(2, 9), day(2, 10), "not-bookable");
        refused(city.instrument(it.lab).shareMode("INTERNAL").create(), day(2, 9), day(2, 10), "not-bookable");
        refused(city.instrument(it.lab).status("WAITING_REPAIR").create(), day(2, 9), day(2, 10), "not-bookable");
        refused(city.instrument(it.lab).trained().create(), day(2, 9), day(2, 10), "not-trained");
        var free = city.instrument(it.lab).create();
        refused(free, day(-1, 9), day(-1, 10), "in-past");
        refused(free, day(89, 23), day(91, 1), "too-far");
        refused(free, day(2, 9).plusSeconds(60), day(2, 10).plusSeconds(60), "step");
        refused(free, day(2, 9), day(2, 9).plusSeconds(900), "step");
        refused(free, day(2, 9), day(3, 10), "too-long");
        refused(city.instrument(it.lab).lead(3 * 1440).create(), day(2, 9), day(2, 10), "too-soon");
        refused(city.instrument(it.lab).closed().create(), day(2, 9), day(2, 10), "outside-hours");
        refused(
                city.instrument(it.lab).length(60, 120).create(),
                day(2, 9),
                day(2, 9).plusSeconds(1800),
                "too-short");
        city.ban(
                it.memberPerson,
                it.lab,
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3600));
        refused(free, day(2, 9), day(2, 10), "banned");
    }

    private void refused(CityFixture.Instrument instrument, Instant from, Instant until, String reason) {
        post(it.member, body(instrument, from, until))
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/booking-refused"))
                .body("reason", equalTo(reason));
    }

    @Test
    void create_trainedOrAssisted_isAllowed() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).trained().create();
        Map<String, Object> assisted = body(instrument, day(2, 9), day(2, 10));
        assisted.put("mode", "ASSISTED");
        post(it.member, assisted).then().statusCode(201);
        it.city.train(it.memberPerson, instrument);
        post(it.member, body(instrument, day(2, 10), day(2, 11))).then().statusCode(201);
    }

    @Test
    void create_overlap_offersTheNearestWindows() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        it.booked(instrument, 2, 9, 12);
        List<Map<String, String>> nearest = post(it.stranger, body(instrument, day(2, 9), day(2, 11)))
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/booking-overlap"))
                .body("title", notNullValue())
                .body("status", equalTo(409))
                .extract()
                .path("nearest");
        assertThat(nearest.get(0))
                .containsEntry("startsAt", day(2, 7).toString())
                .containsEntry("endsBefore", day(2, 9).toString());
        assertThat(nearest.get(1)).containsEntry("startsAt", day(2, 12).toString());
        for (Map<String, String> offer : nearest) {
            post(
                            it.stranger,
                            body(
                                    instrument,
                                    Instant.parse(offer.get("startsAt")),
                                    Instant.parse(offer.get("endsBefore"))))
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void create_touchingWindows_areAccepted() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        it.booked(instrument, 2, 9, 10);
        it.booked(instrument, 2, 10, 11);
        it.booked(instrument, 2, 8, 9);
    }

    @Test
    void create_withBuffers_keepsOthersOffButPricesTheWindow() {
        CityFixture.Instrument instrument =
                it.city.instrument(it.lab).buffers(30, 30).create();
        post(it.member, body(instrument, day(2, 9), day(2, 10)))
                .then()
                .statusCode(201)
                .body("quoteFen", equalTo(20000));
        post(it.member, body(instrument, day(2, 10), day(2, 11)))
                .then()
                .statusCode(409)
                .body("nearest[0].startsAt", equalTo(day(2, 11).toString()));
        post(it.member, body(instrument, day(2, 11), day(2, 12))).then().statusCode(201);
        String free = "[{startsAt=" + day(2, 0) + ", endsBefore=" + day(2, 8) + "}]";
        Object before = as(it.member)
                .get(
                        "/api/v1/instruments/{id}/availability?from={from}&to={to}",
                        instrument.id(),
                        day(2, 0).toString(),
                        day(2, 9).toString())
                .path("free");
        assertThat(String.valueOf(before)).isEqualTo(free);
    }

    // ---- who sees and does what ----

    @Test
    void booking_ofOthers_isNotFound() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = it.booked(instrument, 2, 9, 10);
        for (String verb : List.of("cancel", "approve", "reject", "check-in")) {
            move(it.stranger, id, verb).then().statusCode(404).body("type", equalTo("/problems/not-found"));
            move(it.otherManager, id, verb).then().statusCode(404);
        }
        get(it.stranger, id).then().statusCode(404);
        as(it.stranger)
                .body(Map.of("startsAt", day(2, 10).toString()))
                .patch("/api/v1/bookings/" + id)
                .then()
                .statusCode(404);
        get(it.member, "999999999").then().statusCode(404);
        get(it.member, "abc").then().statusCode(404);
        get(it.member, "-1").then().statusCode(404);
        get(it.member, "99999999999999999999").then().statusCode(404);
    }

    @Test
    void booking_ofOnesOwn_needsTheRightRole() {
        CityFixture.Instrument instrument =
                it.city.instrument(it.lab).approval().create();
        String id = it.booked(instrument, 2, 9, 10);
        move(it.member, id, "approve").then().statusCode(403).body("type", equalTo("/problems/forbidden"));
        move(it.operator, id, "approve").then().statusCode(403);
        move(it.manager, id, "cancel").then().statusCode(403);
        move(it.auditor, id, "cancel").then().statusCode(403);
        get(it.manager, id).then().statusCode(200);
        get(it.operator, id).then().statusCode(200);
        get(it.auditor, id).then().statusCode(200);
        get(it.admin, id).then().statusCode(403);
        move(it.manager, id, "approve").then().statusCode(200).body("status", equalTo("CONFIRMED"));
        post(it.auditor, body(instrument, day(3, 9), day(3, 10))).then().statusCode(403);
    }

    @Test
    void calls_withoutSignIn_areUnauthenticated() {
        io.restassured.RestAssured.given().get("/api/v1/bookings").then().statusCode(401);
        io.restassured.RestAssured.given()
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/bookings")
                .then()
                .statusCode(401);
    }

    @Test
    void list_filtersAndPages_newestFirst() {
        CityFixture.Instrument one = it.city.instrument(it.lab).create();
        CityFixture.Instrument two = it.city.instrument(it.lab).create();
        String first = it.booked(one, 2, 9, 10);
        String second = it.booked(two, 3, 9, 10);
        String third = it.booked(one, 4, 9, 10);
        move(it.member, third, "cancel").then().statusCode(200);
        as(it.member)
                .get("/api/v1/bookings")
                .then()
                .statusCode(200)
                .body("items.id", contains(third, second, first))
                .body("total", equalTo(3))
                .body("page", equalTo(0))
                .body("size", equalTo(20));
        as(it.member)
                .get("/api/v1/bookings?page=1&size=2")
                .then()
                .body("items.id", contains(first))
                .body("total", equalTo(3));
        as(it.member).get("/api/v1/bookings?status=CANCELLED").then().body("items.id", contains(third));
        as(it.member).get("/api/v1/bookings?instrumentId=" + two.id()).then().body("items.id", contains(second));
        as(it.member)
                .get("/api/v1/bookings?instrumentId=nonsense")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        as(it.member)
                .get("/api/v1/bookings?instrumentId=999999999")
                .then()
                .statusCode(200)
                .body("total", equalTo(0));
        as(it.member)
                .get(
                        "/api/v1/bookings?from={f}&to={t}",
                        day(3, 0).toString(),
                        day(4, 0).toString())
                .then()
                .body("items.id", contains(second));
        as(it.manager).get("/api/v1/bookings").then().body("items.id", contains(third, second, first));
        as(it.stranger).get("/api/v1/bookings").then().body("items", hasSize(0));
        as(it.auditor).get("/api/v1/bookings?instrumentId=" + one.id()).then().body("items.id", contains(third, first));
    }

    // ---- states ----

    @Test
    void approval_givesOrFreesTheSlot() {
        CityFixture.Instrument instrument =
                it.city.instrument(it.lab).approval().create();
        String id = it.booked(instrument, 2, 9, 10);
        get(it.member, id).then().body("status", equalTo("PENDING_APPROVAL"));
        post(it.stranger, body(instrument, day(2, 9), day(2, 10))).then().statusCode(409);
        as(it.manager)
                .body(Map.of("note", "仪器检修"))
                .post("/api/v1/bookings/" + id + "/reject")
                .then()
                .statusCode(200)
                .body("status", equalTo("REJECTED"));
        move(it.manager, id, "approve").then().statusCode(409).body("type", equalTo("/problems/illegal-transition"));
        post(it.stranger, body(instrument, day(2, 9), day(2, 10))).then().statusCode(201);
    }

    @Test
    void approval_notInTime_expires() {
        CityFixture.Instrument instrument =
                it.city.instrument(it.lab).approval().create();
        String id = it.booked(instrument, 2, 9, 10);
        it.shift(id, Duration.ofDays(-3));
        awaitStatus(id, "EXPIRED");
    }

    @Test
    void cancel_inTimeOrLateOrTooLate() {
        CityFixture.Instrument free = it.city.instrument(it.lab).create();
        String inTime = it.booked(free, 2, 9, 10);
        move(it.member, inTime, "cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("CANCELLED"))
                .header("ETag", "\"1\"");
        move(it.member, inTime, "cancel").then().statusCode(409).body("type", equalTo("/problems/illegal-transition"));
        it.booked(free, 2, 9, 10);
        CityFixture.Instrument strict =
                it.city.instrument(it.lab).cancelFree(7 * 1440).create();
        String late = it.booked(strict, 2, 9, 10);
        move(it.member, late, "cancel").then().statusCode(200).body("status", equalTo("LATE_CANCELLED"));
        String begun = it.booked(strict, 2, 9, 10);
        it.startAt(begun, Instant.now().minusSeconds(60));
        move(it.member, begun, "cancel").then().statusCode(409);
    }

    @Test
    void checkIn_aroundTheStart_takesItIntoUse() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = it.booked(instrument, 2, 9, 10);
        move(it.member, id, "check-in").then().statusCode(409);
        it.startAt(id, Instant.now().plus(Duration.ofMinutes(20)));
        move(it.operator, id, "check-in")
                .then()
                .statusCode(200)
                .body("status", equalTo("IN_USE"))
                .body("checkedInAt", notNullValue());
        move(it.member, id, "check-in").then().statusCode(409);
        move(it.member, id, "cancel").then().statusCode(409);
    }

    @Test
    void patch_movesInOneStep() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = it.booked(instrument, 2, 9, 10);
        String other = it.booked(instrument, 2, 12, 13);
        patch(id, "\"0\"", day(2, 9), day(2, 11))
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("quoteFen", equalTo(40000))
                .body("endsBefore", equalTo(day(2, 11).toString()));
        patch(id, "\"0\"", day(2, 10), day(2, 11)).then().statusCode(412);
        patch(id, "\"1\"", day(2, 11), day(2, 13))
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/booking-overlap"))
                .body("nearest", not(hasSize(0)));
        patch(id, null, day(-2, 11), day(-2, 13)).then().statusCode(422).body("reason", equalTo("in-past"));
        get(it.member, id)
                .then()
                .body("startsAt", equalTo(day(2, 9).toString()))
                .body("version", equalTo(1));
        post(it.stranger, body(instrument, day(2, 10), day(2, 11))).then().statusCode(409);
        move(it.member, other, "cancel").then().statusCode(200);
        patch(id, "*", day(2, 11), day(2, 13)).then().statusCode(200);
        post(it.stranger, body(instrument, day(2, 9), day(2, 11))).then().statusCode(201);
    }

    @Test
    void patch_ofAnApprovedBooking_waitsForApprovalAgain() {
        CityFixture.Instrument instrument =
                it.city.instrument(it.lab).approval().create();
        String id = it.booked(instrument, 2, 9, 10);
        move(it.manager, id, "approve").then().statusCode(200);
        patch(id, null, day(3, 9), day(3, 10)).then().statusCode(200).body("status", equalTo("PENDING_APPROVAL"));
    }

    private io.restassured.response.Response patch(String id, String ifMatch, Instant from, Instant until) {
        var request = as(it.member).body(Map.of("startsAt", from.toString(), "endsBefore", until.toString()));
        return (ifMatch == null ? request : request.header("If-Match", ifMatch)).patch("/api/v1/bookings/" + id);
    }

    // ---- what the meter says ----

    @Test
    void noShow_onlyWhenTheMeterCoveredTheGrace() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        CityFixture.Instrument blind = it.city.instrument(it.lab).unmetered().create();
        String missed = it.booked(instrument, 2, 9, 10);
        String unseen = it.booked(blind, 2, 9, 10);
        Instant start = Instant.now().minus(Duration.ofMinutes(40));
        it.startAt(missed, start);
        it.startAt(unseen, start);
        bookings.metered(instrument.id(), start.minusSeconds(3600), null);
        bookings.covered(instrument.id(), start.plus(Duration.ofMinutes(29)));
        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(6))
                .until(() -> status(missed).equals("CONFIRMED"));
        bookings.covered(instrument.id(), start.plus(Duration.ofMinutes(31)));
        awaitStatus(missed, "NO_SHOW");
        assertThat(status(unseen)).isEqualTo("CONFIRMED");
    }

    @Test
    void noShow_disprovedWhileTheSlotIsFree_comesBack() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = noShow(instrument);
        bookings.observeUse(Long.parseLong(id), Instant.now().minus(Duration.ofMinutes(50)));
        assertThat(status(id)).isEqualTo("IN_USE");
        bookings.covered(instrument.id(), Instant.now().plus(Duration.ofHours(2)));
        it.startAt(id, Instant.now().minus(Duration.ofHours(2)));
        awaitStatus(id, "FINISHED");
    }

    @Test
    void noShow_disprovedAfterTheSlotWasResold_staysAndIsKnownAsUsed() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = noShow(instrument);
        String winner = it.booked(instrument, 2, 9, 10);
        it.startAt(winner, Instant.now().minus(Duration.ofMinutes(30)));
        bookings.observeUse(Long.parseLong(id), Instant.now().minus(Duration.ofMinutes(50)));
        assertThat(status(id)).isEqualTo("NO_SHOW");
        assertThat(bookings.info(Long.parseLong(id)).orElseThrow().usedFrom()).isNotNull();
        assertThat(status(winner)).isEqualTo("CONFIRMED");
    }

    private String noShow(CityFixture.Instrument instrument) {
        String id = it.booked(instrument, 2, 9, 10);
        Instant start = Instant.now().minus(Duration.ofMinutes(50));
        it.startAt(id, start);
        bookings.metered(instrument.id(), start.minusSeconds(3600), null);
        bookings.covered(instrument.id(), start.plus(Duration.ofMinutes(31)));
        awaitStatus(id, "NO_SHOW");
        return id;
    }

    @Test
    void use_seenByTheMeter_runsUntilCoveredPastTheEnd() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = it.booked(instrument, 2, 9, 10);
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(90));
        it.startAt(id, start);
        bookings.metered(instrument.id(), start.minusSeconds(3600), null);
        bookings.observeUse(Long.parseLong(id), start.plusSeconds(120));
        bookings.observeUse(Long.parseLong(id), start.plusSeconds(60));
        bookings.covered(instrument.id(), start.plus(Duration.ofMinutes(59)));
        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(6))
                .until(() -> status(id).equals("IN_USE"));
        bookings.covered(instrument.id(), start.plus(Duration.ofMinutes(60)));
        awaitStatus(id, "FINISHED");
        BookingInfo done = bookings.info(Long.parseLong(id)).orElseThrow();
        assertThat(done.usedFrom()).isEqualTo(start.plusSeconds(60));
        assertThat(bookings.touching(instrument.id(), done.window()))
                .extracting(BookedWindow::bookingId)
                .containsExactly(done.id());
        bookings.observeEnd(done.id(), done.endsBefore().plusSeconds(300));
        assertThat(bookings.info(done.id()).orElseThrow().overtime()).isTrue();
    }

    @Test
    void checkedIn_withoutAMeter_isFinishedAtItsEnd() {
        CityFixture.Instrument instrument =
                it.city.instrument(it.lab).unmetered().create();
        String id = it.booked(instrument, 2, 9, 10);
        it.startAt(id, Instant.now().minus(Duration.ofMinutes(10)));
        move(it.member, id, "check-in").then().statusCode(200);
        it.startAt(id, Instant.now().minus(Duration.ofMinutes(61)));
        awaitStatus(id, "FINISHED");
    }

    @Test
    void confirmUse_whereNoMeterWatched_isTheOwnersWord() {
        CityFixture.Instrument blind = it.city.instrument(it.lab).unmetered().create();
        String id = it.booked(blind, 2, 9, 10);
        move(it.operator, id, "confirm-use").then().statusCode(409);
        it.startAt(id, Instant.now().minus(Duration.ofMinutes(90)));
        move(it.member, id, "confirm-use").then().statusCode(403);
        move(it.operator, id, "confirm-use").then().statusCode(200).body("status", equalTo("FINISHED"));
        CityFixture.Instrument watched = it.city.instrument(it.lab).create();
        String other = it.booked(watched, 2, 9, 10);
        it.startAt(other, Instant.now().minus(Duration.ofMinutes(90)));
        bookings.metered(watched.id(), Instant.now().minus(Duration.ofDays(1)), null);
        move(it.operator, other, "confirm-use").then().statusCode(409);
    }

    // ---- free and busy ----

    @Test
    void availability_tellsFreeAndBusyToEverybody() {
        CityFixture.Instrument instrument = it.city
                .instrument(it.lab)
                .opens(1, 480, 1080)
                .opens(2, 480, 1080)
                .opens(3, 480, 1080)
                .opens(4, 480, 1080)
                .opens(5, 480, 1080)
                .opens(6, 480, 1080)
                .opens(7, 480, 1080)
                .create();
        it.booked(instrument, 2, 9, 11);
        io.restassured.RestAssured.given()
                .get(
                        "/api/v1/instruments/{id}/availability?from={from}&to={to}",
                        instrument.id(),
                        day(2, 0).toString(),
                        day(3, 0).toString())
                .then()
                .statusCode(200)
                .body("busy.kind", contains("CLOSED", "BOOKED", "CLOSED"))
                .body(
                        "busy.startsAt",
                        contains(
                                day(2, 0).toString(),
                                day(2, 9).toString(),
                                day(2, 18).toString()))
                .body(
                        "busy.endsBefore",
                        contains(
                                day(2, 8).toString(),
                                day(2, 11).toString(),
                                day(3, 0).toString()))
                .body("free.startsAt", contains(day(2, 8).toString(), day(2, 11).toString()))
                .body(
                        "free.endsBefore",
                        contains(day(2, 9).toString(), day(2, 18).toString()));
    }

    private void awaitStatus(String id, String wanted) {
        await().atMost(SOON).untilAsserted(() -> assertThat(status(id)).isEqualTo(wanted));
    }

    private String status(String id) {
        return bookings.info(Long.parseLong(id)).orElseThrow().status().name();
    }
}
