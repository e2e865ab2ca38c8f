package io.weiyi.booking;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** A firm, a lab, their people, and the calls of this room. */
final class BookingFixture {

    final Jdbi jdbi;
    final CityFixture city;
    final CityFixture.Org firm;
    final CityFixture.Org lab;
    final CityFixture.Person memberPerson;
    final String member;
    final String manager;
    final String operator;
    final String stranger;
    final String otherManager;
    final String auditor;
    final String admin;

    BookingFixture(Jdbi jdbi, PasswordHasher hasher) {
        this.jdbi = jdbi;
        city = CityFixture.fresh(jdbi, hasher);
        firm = city.firm();
        lab = city.provider();
        memberPerson = city.member(firm);
        member = city.bearer(memberPerson);
        manager = city.bearer(city.manager(lab));
        operator = city.bearer(city.person(lab, Role.OPERATOR));
        stranger = city.bearer(city.member(city.firm()));
        otherManager = city.bearer(city.manager(city.provider()));
        auditor = city.bearer(city.official(Role.AUDITOR));
        admin = city.bearer(city.official(Role.ADMIN));
    }

    /** Midnight in Shanghai, so many days from today, and so many hours after it. */
    static Instant day(int days, int hours) {
        Instant today = BusinessTime.startOf(BusinessTime.dayOf(Instant.now()));
        return today.plus(Duration.ofDays(days)).plus(Duration.ofHours(hours));
    }

    static Map<String, Object> body(CityFixture.Instrument instrument, Instant startsAt, Instant endsBefore) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("instrumentId", String.valueOf(instrument.id()));
        body.put("startsAt", startsAt.toString());
        body.put("endsBefore", endsBefore.toString());
        body.put("mode", "SELF");
        body.put("purpose", "断口形貌观察");
        return body;
    }

    static RequestSpecification as(String bearer) {
        return given().header("Authorization", bearer).contentType(ContentType.JSON);
    }

    static Response post(String bearer, Map<String, ?> body) {
        return as(bearer).body(body).post("/api/v1/bookings");
    }

    static Response move(String bearer, String id, String verb) {
        return as(bearer).post("/api/v1/bookings/" + id + "/" + verb);
    }

    static Response get(String bearer, String id) {
        return as(bearer).get("/api/v1/bookings/" + id);
    }

    /** A booking made through the door, so many hours after midnight of a day to come. */
    String booked(CityFixture.Instrument instrument, int days, int fromHour, int untilHour) {
        return post(member, body(instrument, day(days, fromHour), day(days, untilHour)))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Shifts a booking with its limits in time, as if it had been made for then. */
    void shift(String id, Duration by) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE booking SET starts_at = starts_at + make_interval(secs => :by), ends_before = ends_before + make_interval(secs => :by),
                               cancel_free_until = cancel_free_until + make_interval(secs => :by), no_show_after = no_show_after + make_interval(secs => :by),
                               approve_before = approve_before + make_interval(secs => :by) WHERE id = :id""")
                .bind("by", (double) by.toSeconds())
                .bind("id", Long.parseLong(id))
                .execute());
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE slot SET blocked = tstzrange(lower(blocked) + make_interval(secs => :by), upper(blocked) + make_interval(secs => :by))
                         WHERE id = (SELECT slot_id FROM booking WHERE id = :id)""")
                .bind("by", (double) by.toSeconds())
                .bind("id", Long.parseLong(id))
                .execute());
    }

    /** Shifts a booking so that it begins at this moment. */
    void startAt(String id, Instant start) {
        Instant now = jdbi.withHandle(handle -> handle.createQuery("SELECT starts_at FROM booking WHERE id = :id")
                .bind("id", Long.parseLong(id))
                .mapTo(Instant.class)
                .one());
        shift(id, Duration.between(now, start));
    }
}
