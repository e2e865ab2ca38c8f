package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that an owner writes into the page bind whoever books, name themselves in the refusal and are told before. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class RulesPagesIT {

    private static final String ALL_DAY = "00:00-24:00";

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;
    private Browser lab;
    private String rules;
    private LocalDate monday;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
        lab = Browser.signedIn(it.city.session(it.manager));
        rules = "/lab/instruments/" + it.instrument.id() + "/rules";
        monday = LocalDate.ofInstant(Instant.now(), BusinessTime.ZONE).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
    }

    private io.restassured.response.Response save(Map<String, String> others, String hours, String... more) {
        Map<String, String> figures = new LinkedHashMap<>(Map.of(
                "stepMinutes", "30",
                "minMinutes", "60",
                "maxMinutes", "480",
                "leadMinutes", "0",
                "horizonDays", "60",
                "bufferBeforeMinutes", "0",
                "bufferAfterMinutes", "0",
                "cancelFreeMinutes", "1440",
                "noShowGraceMinutes", "30",
                "approvalHours", "48"));
        figures.putAll(
                Map.of("noShowPoints", "20", "lateCancelPoints", "5", "overtimePoints", "0", "earlyStartPoints", "0"));
        List.of("personWeekMinutes", "organisationWeekMinutes", "creditFloor", "banAfterNoShows", "banDays")
                .forEach(name -> figures.put(name, ""));
        figures.putAll(others);
        List<String> fields = new ArrayList<>(List.of("validFrom", today().toString(), "admits", "ANYONE"));
        figures.forEach((name, value) -> fields.addAll(List.of("rule", name, "value", value)));
        for (int i = 0; i < 7; i++) {
            fields.addAll(List.of("hours", hours));
        }
        fields.addAll(List.of(more));
        return lab.post(rules, fields.toArray(String[]::new));
    }

    private static LocalDate today() {
        return BusinessTime.dayOf(Instant.now());
    }

    private static Instant at(LocalDate day, int hour, int minute) {
        return BusinessTime.startOf(day).plus(Duration.ofMinutes(hour * 60L + minute));
    }

    private ValidatableResponse book(CityFixture.Person who, Instant from, Duration length) {
        return given().header("Authorization", it.city.bearer(who))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "instrumentId", String.valueOf(it.instrument.id()),
                        "startsAt", from.toString(),
                        "endsBefore", from.plus(length).toString(),
                        "mode", "SELF",
                        "purpose", "断口"))
                .post("/api/v1/bookings")
                .then();
    }

    @Test
    void hours_writtenIntoThePage_bindAndNameTheNearest() {
        assertThat(save(Map.of(), "08:30-12:00，13:00-18:00").statusCode()).isEqualTo(303);
        book(it.member, at(monday, 7, 0), Duration.ofHours(2))
                .statusCode(422)
                .body("type", equalTo("/problems/booking-refused"))
                .body("reason", equalTo("outside-hours"))
                .body("rule", equalTo("hours"))
                .body("value", equalTo(monday + " 08:30-12:00,13:00-18:00"))
                .body("nearest[0].startsAt", equalTo(at(monday, 8, 30).toString()))
                .body("nearest[0].endsBefore", equalTo(at(monday, 10, 30).toString()))
                .body("detail", containsString("08:30"));
        book(it.member, at(monday, 9, 0), Duration.ofMinutes(30))
                .body("reason", equalTo("too-short"))
                .body("value", equalTo("PT1H"))
                .body("nearest[0].startsAt", equalTo(at(monday, 9, 0).toString()))
                .body("nearest[0].endsBefore", equalTo(at(monday, 10, 0).toString()));
        book(it.member, at(monday, 9, 0), Duration.ofHours(2)).statusCode(201);
        String page = Browser.guest().get("/instruments/" + it.instrument.id()).asString();
        assertThat(page).contains("预约对象：所有单位", "爽约扣 20 分", "最短 1 小时");
        assertThat(lab.get(rules).asString()).contains("08:30-12:00,13:00-18:00", it.manager.displayName());
    }

    @Test
    void days_thatDiffer_closeAndOpenAndReturn() {
        save(Map.of(), "08:00-18:00");
        assertThat(lab.post(rules + "/days", "day", monday.toString(), "hours", "", "note", "搬迁")
                        .statusCode())
                .isEqualTo(303);
        book(it.member, at(monday, 9, 0), Duration.ofHours(1))
                .body("reason", equalTo("outside-hours"))
                .body("value", equalTo(monday + " closed"));
        assertThat(found(at(monday, 9, 0), at(monday, 10, 0))).isFalse();
        lab.post(rules + "/days", "day", monday.toString(), "hours", "20:00-22:00", "note", "");
        book(it.member, at(monday, 20, 0), Duration.ofHours(1)).statusCode(201);
        assertThat(found(at(monday, 21, 0), at(monday, 22, 0))).isTrue();
        assertThat(lab.post(rules + "/days/" + monday + "/remove").statusCode()).isEqualTo(303);
        book(it.member, at(monday, 9, 0), Duration.ofHours(1)).statusCode(201);
        assertThat(lab.post(rules + "/days", "day", "2020-01-01", "hours", "9-10")
                        .statusCode())
                .isEqualTo(422);
    }

    private boolean found(Instant from, Instant until) {
        List<String> ids = given().queryParam("ownerId", it.lab.id())
                .queryParam("availableFrom", from.toString())
                .queryParam("availableTo", until.toString())
                .get("/api/v1/instruments")
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
        return ids.contains(String.valueOf(it.instrument.id()));
    }

    @Test
    void holidays_followed_closeAndWorkdaysOpen() {
        LocalDate holiday = monday.plusDays(1);
        LocalDate sunday = monday.plusDays(6);
        jdbi.useHandle(handle -> {
            handle.execute(
                    "INSERT INTO public_holiday (day, kind, name, imported_by, imported_at) VALUES (?, 'CLOSED', '节', ?, now()), (?, 'WORKDAY', '班', ?, now()) ON CONFLICT DO NOTHING",
                    holiday,
                    it.administrator.id(),
                    sunday,
                    it.administrator.id());
        });
        try {
            save(Map.of(), "09:00-17:00", "holidays", "on");
            book(it.member, at(holiday, 10, 0), Duration.ofHours(1)).body("reason", equalTo("outside-hours"));
            assertThat(found(at(holiday, 10, 0), at(holiday, 11, 0))).isFalse();
            jdbi.useHandle(handle -> handle.execute(
                    "DELETE FROM opening_hours WHERE instrument_id = ? AND weekday = 7", it.instrument.id()));
            assertThat(found(at(sunday, 10, 0), at(sunday, 11, 0))).isTrue();
            book(it.member, at(sunday, 10, 0), Duration.ofHours(1)).statusCode(201);
        } finally {
            jdbi.useHandle(handle -> handle.execute("DELETE FROM public_holiday WHERE day IN (?, ?)", holiday, sunday));
        }
    }

    @Test
    void quota_ofPersonAndFirm_countsTheWeekAndOffersTheNext() {
        save(Map.of("personWeekMinutes", "180", "organisationWeekMinutes", "240"), ALL_DAY);
        book(it.member, at(monday, 9, 0), Duration.ofHours(2)).statusCode(201);
        book(it.member, at(monday, 12, 0), Duration.ofHours(2))
                .statusCode(422)
                .body("reason", equalTo("quota"))
                .body("rule", equalTo("person-week"))
                .body("value", equalTo("PT3H"))
                .body(
                        "nearest[0].startsAt",
                        equalTo(at(monday.plusWeeks(1), 0, 0).toString()));
        book(it.member, at(monday, 12, 0), Duration.ofHours(1)).statusCode(201);
        CityFixture.Person colleague = it.city.member(it.firm);
        book(colleague, at(monday, 14, 0), Duration.ofHours(2)).body("rule", equalTo("organisation-week"));
        book(colleague, at(monday.plusWeeks(1), 14, 0), Duration.ofHours(2)).statusCode(201);
    }

    @Test
    void credit_belowTheFloor_refusesOnlyThatPerson() {
        save(Map.of("creditFloor", "90", "lateCancelPoints", "15"), ALL_DAY);
        String id = book(it.member, at(today(), 0, 0).plus(Duration.ofHours(24)), Duration.ofHours(1))
                .statusCode(201)
                .extract()
                .path("id");
        given().header("Authorization", it.city.bearer(it.member))
                .post("/api/v1/bookings/" + id + "/cancel")
                .then()
                .body("status", equalTo("LATE_CANCELLED"));
        book(it.member, at(monday, 9, 0), Duration.ofHours(1))
                .body("reason", equalTo("credit"))
                .body("value", equalTo("90"))
                .body("nearest", hasSize(0));
        book(it.city.member(it.firm), at(monday, 9, 0), Duration.ofHours(1)).statusCode(201);
    }

    @Test
    void form_wrong_isShownAgainWithTheFieldMarked() {
        var wrong = save(Map.of("minMinutes", "x", "creditFloor", "500"), "9:00-8:00");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString()).contains("minMinutes-error", "value=\"x\"");
        var reversed = save(Map.of("maxMinutes", "30"), "9:00-8:00");
        assertThat(reversed.asString()).contains("maxMinutes-error", "hours1-error");
        assertThat(Browser.signedIn(it.city.session(it.city.manager(it.city.provider())))
                        .get(rules)
                        .statusCode())
                .isEqualTo(404);
        assertThat(Browser.signedIn(it.city.session(it.member)).get(rules).statusCode())
                .isEqualTo(403);
    }
}
