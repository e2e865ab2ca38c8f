package io.weiyi.booking;

import static io.weiyi.booking.BookingFixture.as;
import static io.weiyi.booking.BookingFixture.body;
import static io.weiyi.booking.BookingFixture.day;
import static io.weiyi.booking.BookingFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever comes in, the answer is one of the contract and nothing is stored. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BookingBadInputIT {

    private static final List<String> NASTY = List.of(
            "<script>alert(1)</script>",
            "'; DROP TABLE booking; --",
            "\" OR 1=1 --",
            "${7*7} #{7*7} {{7*7}}",
            "%_\\",
            "𠮷野家 🔬 \u202e");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private BookingFixture it;
    private CityFixture.Instrument instrument;

    @BeforeEach
    void people() {
        it = new BookingFixture(jdbi, hasher);
        instrument = it.city.instrument(it.lab).create();
    }

    private Map<String, Object> good() {
        return body(instrument, day(2, 9), day(2, 10));
    }

    private Map<String, Object> with(String field, Object value) {
        Map<String, Object> body = new LinkedHashMap<>(good());
        body.put(field, value);
        return body;
    }

    private void invalid(Map<String, Object> body, String field) {
        invalid(post(it.member, body), field);
    }

    private static void invalid(Response answer, String field) {
        answer.then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/validation"))
                .body("violations.field", hasItem(field));
    }

    @Test
    void create_missingFields_namesEach() {
        for (String field : good().keySet()) {
            Map<String, Object> body = good();
            body.remove(field);
            invalid(body, field);
            invalid(with(field, null), field);
        }
        Response none = as(it.member).body("{}").post("/api/v1/bookings");
        assertThat(none.jsonPath().getList("violations.field"))
                .contains("instrumentId", "startsAt", "endsBefore", "mode", "purpose");
    }

    @Test
    void create_wrongTypes_areValidation() {
        for (String field : good().keySet()) {
            invalid(with(field, Map.of("a", 1)), field);
            invalid(with(field, List.of(1, 2)), field);
        }
        invalid(with("startsAt", 1234567890), "startsAt");
        invalid(with("instrumentId", true), "instrumentId");
        invalid(with("mode", "self"), "mode");
        invalid(with("mode", 1), "mode");
        invalid(with("purpose", "x".repeat(1001)), "purpose");
        invalid(with("purpose", "  "), "purpose");
        invalid(with("purpose", "nul\u0000"), "purpose");
    }

    @Test
    void create_ranges_areChecked() {
        invalid(body(instrument, day(2, 10), day(2, 9)), "endsBefore");
        invalid(body(instrument, day(2, 9), day(2, 9)), "endsBefore");
        invalid(with("startsAt", "2026-12-01T09:00:00"), "startsAt");
        invalid(with("startsAt", "2026-12-01"), "startsAt");
        invalid(with("startsAt", "yesterday"), "startsAt");
        invalid(with("endsBefore", "+999999999-12-31T23:59:59Z"), "endsBefore");
        invalid(with("startsAt", "-0001-01-01T00:00:00Z"), "startsAt");
        post(it.member, with("endsBefore", "2199-12-31T00:00:00Z"))
                .then()
                .statusCode(422)
                .body("reason", equalTo("too-far"));
        post(it.member, with("startsAt", "2001-01-01T00:00:00Z"))
                .then()
                .statusCode(422)
                .body("reason", equalTo("in-past"));
    }

    @Test
    void create_unknownInstrument_namesTheField() {
        invalid(with("instrumentId", "999999999"), "instrumentId");
        invalid(with("instrumentId", "-5"), "instrumentId");
        invalid(with("instrumentId", "1 OR 1=1"), "instrumentId");
        invalid(with("instrumentId", "99999999999999999999999"), "instrumentId");
        invalid(with("instrumentId", "<b>"), "instrumentId");
    }

    @Test
    void create_unknownFields_areIgnored() {
        post(it.member, with("quoteFen", 1)).then().statusCode(201).body("quoteFen", equalTo(20000));
    }

    @Test
    void create_notJson_isMalformed() {
        for (String body : List.of("", "not json", "{", "{\"a\":", "<xml/>")) {
            as(it.member)
                    .body(body)
                    .post("/api/v1/bookings")
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("/problems/malformed"));
        }
        for (String body : List.of("[]", "\"text\"", "17", "null")) {
            int status = as(it.member).body(body).post("/api/v1/bookings").statusCode();
            assertThat(status).as(body).isIn(400, 422);
        }
        RestAssured.given()
                .header("Authorization", it.member)
                .contentType("text/plain")
                .body("x")
                .post("/api/v1/bookings")
                .then()
                .statusCode(415);
        as(it.member)
                .body("{\"purpose\":\"" + "x".repeat(1100 * 1024) + "\"}")
                .post("/api/v1/bookings")
                .then()
                .statusCode(413)
                .body("type", equalTo("/problems/too-large"));
    }

    @Test
    void create_nastyPurpose_isKeptAsText() {
        for (int i = 0; i < NASTY.size(); i++) {
            Map<String, Object> body = body(instrument, day(3, i), day(3, i + 1));
            body.put("purpose", NASTY.get(i));
            post(it.member, body).then().statusCode(201).body("purpose", equalTo(NASTY.get(i)));
        }
    }

    @Test
    void create_badKey_isValidation() {
        for (String key : List.of("x".repeat(65), "sp ace")) {
            as(it.member)
                    .header("Idempotency-Key", key)
                    .body(good())
                    .post("/api/v1/bookings")
                    .then()
                    .statusCode(422);
        }
    }

    @Test
    void list_badFilters_areValidation() {
        for (String query : List.of(
                "status=NONSENSE",
                "from=2026-01-01",
                "to=x",
                "page=-1",
                "size=0",
                "size=201",
                "size=x",
                "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z")) {
            as(it.member)
                    .get("/api/v1/bookings?" + query)
                    .then()
                    .statusCode(422)
                    .body("type", equalTo("/problems/validation"));
        }
    }

    @Test
    void move_badInput_changesNothing() {
        String id = it.booked(instrument, 2, 9, 10);
        for (String body : List.of(
                "{}", "{\"startsAt\":\"x\"}", "{\"endsBefore\":\"2026-12-01T10:00:00\"}", "{\"startsAt\":{}}")) {
            as(it.member).body(body).patch("/api/v1/bookings/" + id).then().statusCode(422);
        }
        as(it.member).body("nonsense").patch("/api/v1/bookings/" + id).then().statusCode(400);
        as(it.member)
                .body(Map.of("startsAt", day(2, 10).toString()))
                .patch("/api/v1/bookings/" + id)
                .then()
                .statusCode(422);
        as(it.member)
                .header("If-Match", "nonsense")
                .body(Map.of("endsBefore", day(2, 11).toString()))
                .patch("/api/v1/bookings/" + id)
                .then()
                .statusCode(412);
        BookingFixture.get(it.member, id).then().body("version", equalTo(0));
    }

    @Test
    void availability_badRange_isValidation() {
        String path = "/api/v1/instruments/" + instrument.id() + "/availability";
        for (String query : List.of(
                "",
                "?from=2026-01-01T00:00:00Z",
                "?to=2026-01-01T00:00:00Z",
                "?from=2026-01-01T00:00:00Z&to=2027-01-03T00:00:00Z",
                "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "?from=2026-01-01&to=2026-01-02")) {
            RestAssured.given().get(path + query).then().statusCode(422).body("type", equalTo("/problems/validation"));
        }
        RestAssured.given()
                .get("/api/v1/instruments/999999999/availability?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")
                .then()
                .statusCode(404);
        RestAssured.given()
                .get("/api/v1/instruments/x/availability?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")
                .then()
                .statusCode(404);
        RestAssured.given()
                .get(path + "?from=2026-01-01T00:00:00Z&to=2027-01-02T00:00:00Z")
                .then()
                .statusCode(200);
    }
}
