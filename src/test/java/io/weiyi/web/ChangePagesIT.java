package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a booking after it was made: moved, extended, given back, handed over, taken back, held against one. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ChangePagesIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;
    private Browser firm;
    private Browser lab;
    private String bearer;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
        firm = Browser.signedIn(it.city.session(it.member));
        lab = Browser.signedIn(it.city.session(it.manager));
        bearer = it.city.bearer(it.member);
    }

    private static Instant at(int days, int hour) {
        return BusinessTime.startOf(BusinessTime.dayOf(Instant.now()).plusDays(days))
                .plus(Duration.ofHours(hour));
    }

    private long booked(int days, int from, int until) {
        return it.booking(it.instrument, "CONFIRMED", at(days, from), at(days, until));
    }

    private ValidatableResponse call(String method, String path, Object body) {
        return given().header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(body)
                .request(method, "/api/v1/bookings/" + path)
                .then();
    }

    private ValidatableResponse state(long id) {
        return given().header("Authorization", bearer)
                .get("/api/v1/bookings/" + id)
                .then();
    }

    @Test
    void move_byForm_isOneStepAndTheSecondEditorIsShownTheNewest() {
        long id = booked(5, 9, 10);
        assertThat(firm.get("/bookings/" + id).asString()).contains("改到此时段", "name=\"version\" value=\"0\"");
        assertThat(move(id, "0", at(5, 11), at(5, 13)).statusCode()).isEqualTo(303);
        state(id).body("startsAt", equalTo(at(5, 11).toString())).body("version", equalTo(1));
        var second = move(id, "0", at(5, 15), at(5, 16));
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(second.asString())
                .contains(
                        "他人已先修改此预约",
                        Formats.span(at(5, 11), at(5, 13)),
                        "value=\"" + Formats.field(at(5, 15)) + "\"",
                        "name=\"version\" value=\"1\"");
        assertThat(move(id, "1", at(5, 15), at(5, 16)).statusCode()).isEqualTo(303);
        booked(5, 18, 19);
        var taken = move(id, "2", at(5, 18), at(5, 19));
        assertThat(taken.statusCode()).isEqualTo(422);
        assertThat(taken.asString()).contains("最近的空闲时段", Formats.span(at(5, 17), at(5, 18)));
        state(id).body("startsAt", equalTo(at(5, 15).toString()));
    }

    private io.restassured.response.Response move(long id, String version, Instant from, Instant until) {
        return firm.post(
                "/bookings/" + id + "/move",
                "version",
                version,
                "startsAt",
                Formats.field(from),
                "endsBefore",
                Formats.field(until));
    }

    @Test
    void running_isExtendedWhileTheNextSlotIsFreeAndGivenBack() {
        Instant start = PageCity.hours(-1);
        Instant end = PageCity.hours(2);
        long id = it.booking(it.instrument, "IN_USE", start, end);
        call(
                        "PATCH",
                        String.valueOf(id),
                        Map.of("endsBefore", end.plus(Duration.ofHours(1)).toString()))
                .statusCode(200)
                .body("endsBefore", equalTo(end.plus(Duration.ofHours(1)).toString()))
                .body("status", equalTo("IN_USE"));
        it.booking(it.instrument, "CONFIRMED", PageCity.hours(3), PageCity.hours(5));
        call("PATCH", String.valueOf(id), Map.of("endsBefore", PageCity.hours(4).toString()))
                .statusCode(409)
                .body("type", equalTo("/problems/booking-overlap"));
        call("PATCH", String.valueOf(id), Map.of("startsAt", PageCity.hours(0).toString()))
                .statusCode(409);
        assertThat(firm.get("/bookings/" + id).asString()).contains("归还剩余时间");
        assertThat(firm.post("/bookings/" + id + "/give-back").statusCode()).isEqualTo(303);
        Instant given = Instant.parse(state(id).extract().path("endsBefore"));
        assertThat(given).isBefore(end).isAfterOrEqualTo(Instant.now().minusSeconds(60));
        call("POST", id + "/give-back", Map.of()).statusCode(409);
        it.booking(it.instrument, "CONFIRMED", given, PageCity.hours(3));
    }

    @Test
    void handOver_goesToAColleagueWhomTheRulesLet() {
        CityFixture.Person colleague = it.city.member(it.firm);
        long id = booked(6, 9, 10);
        assertThat(firm.get("/bookings/" + id).asString()).contains(colleague.displayName());
        call("POST", id + "/hand-over", Map.of("personId", String.valueOf(it.stranger.id())))
                .statusCode(422);
        CityFixture.Person banned = it.city.member(it.firm);
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO ban (person_id, starts_at, ends_before, reason) VALUES (?, now(), now() + interval '1 day', '爽约')",
                banned.id()));
        call("POST", id + "/hand-over", Map.of("personId", String.valueOf(banned.id())))
                .statusCode(422)
                .body("reason", equalTo("banned"));
        call("POST", id + "/hand-over", Map.of("personId", String.valueOf(colleague.id())))
                .statusCode(200)
                .body("createdBy", equalTo(String.valueOf(colleague.id())));
    }

    @Test
    void block_cancelsFreeWithReasonAndOffersOtherTimes() {
        long hit = booked(7, 9, 11);
        long untouched = booked(7, 20, 21);
        String blocks = "/lab/instruments/" + it.instrument.id() + "/blocks";
        assertThat(lab.post(
                                blocks,
                                "kind",
                                "BREAKDOWN",
                                "startsAt",
                                Formats.field(at(7, 8)),
                                "endsBefore",
                                Formats.field(at(7, 18)),
                                "reason",
                                "灯丝断了")
                        .statusCode())
                .isEqualTo(303);
        state(hit).body("status", equalTo("CANCELLED"));
        state(untouched).body("status", equalTo("CONFIRMED"));
        assertThat(firm.get("/bookings/" + hit).asString()).contains("灯丝断了", "因停机取消", Formats.span(at(7, 6), at(7, 8)));
        String told = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT string_agg(body || subject, ' ') FROM outbox WHERE person_id = :id")
                .bind("id", it.member.id())
                .mapTo(String.class)
                .one());
        assertThat(told).contains("灯丝断了");
        call(
                        "POST",
                        "",
                        Map.of(
                                "instrumentId", String.valueOf(it.instrument.id()),
                                "startsAt", at(7, 9).toString(),
                                "endsBefore", at(7, 10).toString(),
                                "mode", "SELF",
                                "purpose", "断口"))
                .statusCode(409);
        String list = lab.get(blocks).asString();
        assertThat(list).contains("故障", "灯丝断了");
        String lift = list.replaceAll("(?s).*(/lab/instruments/\\d+/blocks/\\d+/lift).*", "$1");
        assertThat(lab.post(lift).statusCode()).isEqualTo(303);
        booked(7, 9, 10);
        assertThat(firm.get(blocks).statusCode()).isEqualTo(403);
        assertThat(Browser.signedIn(it.city.session(it.city.manager(it.city.provider())))
                        .get(blocks)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void lateCancel_standsInTheRecordUntilAnAppealIsGranted() {
        long id = booked(3, 9, 10);
        jdbi.useHandle(handle ->
                handle.execute("UPDATE booking SET cancel_free_until = now() - interval '1 hour' WHERE id = ?", id));
        call("POST", id + "/cancel", Map.of()).body("status", equalTo("LATE_CANCELLED"));
        String record = firm.get("/credit").asString();
        assertThat(record).contains("逾期取消", "−5");
        String appeal = record.replaceAll("(?s).*(/credit/\\d+/appeal).*", "$1");
        assertThat(firm.post(appeal, "words", "客户停电").statusCode()).isEqualTo(303);
        assertThat(firm.post(appeal, "words", "再说一次").statusCode()).isEqualTo(422);
        String queue = lab.get("/lab/credit").asString();
        assertThat(queue).contains("客户停电");
        String decide = queue.replaceAll("(?s).*(/lab/credit/\\d+/decide).*", "$1");
        assertThat(lab.post(decide, "granted", "yes", "answer", "情况属实").statusCode())
                .isEqualTo(303);
        assertThat(firm.get("/credit").asString()).contains("申诉成立", "情况属实", "<s>−5</s>");
        Browser other = Browser.signedIn(it.city.session(it.city.member(it.firm)));
        assertThat(other.post(appeal, "words", "不是我的").statusCode()).isEqualTo(404);
    }

    @Test
    void holidays_fileIsTakenWholeOrNotAtAll() {
        Browser admin = Browser.signedIn(it.city.session(it.administrator));
        byte[] wrong = "day,kind,name\n2031-01-01,CLOSED,元旦\n2031-01-02,PARTY,元旦\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var refused = admin.upload("/admin/holidays", "file", wrong);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.asString()).contains("row 3");
        assertThat(admin.get("/admin/holidays").asString()).doesNotContain("2031-01-01");
        byte[] calendar =
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20310101\r\nDTEND;VALUE=DATE:20310103\r\nSUMMARY:元旦\r\nEND:VEVENT\r\nEND:VCALENDAR"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(admin.upload("/admin/holidays", "file", calendar).statusCode())
                .isEqualTo(303);
        assertThat(admin.get("/admin/holidays").asString())
                .contains("2031-01-01", "2031-01-02")
                .doesNotContain("2031-01-03");
        assertThat(admin.post("/admin/holidays/shipped").statusCode()).isEqualTo(303);
        assertThat(admin.get("/admin/holidays").asString()).contains("2026-10-01", "调休上班");
        assertThat(firm.get("/admin/holidays").statusCode()).isEqualTo(403);
    }
}
