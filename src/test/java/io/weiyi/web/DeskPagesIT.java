package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The instrument's PC as the server knows it: what the device is told, and what its control readings say to whom. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class DeskPagesIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;
    private TestDevice device;
    private String manager;
    private Browser lab;
    private String desk;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
        manager = it.city.bearer(it.manager);
        lab = Browser.signedIn(it.city.session(it.manager));
        device = TestDevice.enrol(manager, it.instrument.id()).connect();
        desk = "/lab/instruments/" + it.instrument.id() + "/desk";
    }

    @AfterEach
    void leave() {
        device.close();
    }

    private static ConditionFactory patient() {
        return await().atMost(Duration.ofSeconds(40));
    }

    private JsonPath config() {
        return device.configs.get(device.configs.size() - 1);
    }

    /** A control reading, whatever its claim {@code ctl} is. */
    private void control(UUID sid, String cause, Long booking, String ctl) {
        Map<String, Object> claims = device.session("control", sid, Instant.now(), 0, 0);
        claims.put("cause", cause);
        if (booking != null) {
            claims.put("bk", String.valueOf(booking));
        }
        String json = TestDevice.json(claims);
        byte[] whole =
                (json.substring(0, json.length() - 1) + ",\"ctl\":" + ctl + "}").getBytes(StandardCharsets.UTF_8);
        String jws = DeviceKeys.jws(device.key, device.header(), whole);
        device.prev = DeviceKeys.sha256(jws.getBytes(StandardCharsets.US_ASCII));
        device.send(jws);
    }

    private void awaitAck() {
        patient().untilAsserted(() -> assertThat(device.acked()).isEqualTo(device.seq));
    }

    @Test
    void config_nextBookings_carryProofsAndRulesButNoCode() {
        long booking = it.booking(it.instrument, "CONFIRMED", PageCity.hours(2), PageCity.hours(3));
        String code = given().header("Authorization", it.city.bearer(it.member))
                .get("/api/v1/bookings/" + booking)
                .path("code");
        assertThat(lab.post(desk, "action", "END", "remindMinutes", "15", "graceMinutes", "5")
                        .statusCode())
                .isEqualTo(303);
        patient()
                .untilAsserted(() -> assertThat(config().getString("instruments[0].overrun.action"))
                        .isEqualTo("END"));
        JsonPath told = config();
        assertThat(told.getInt("instruments[0].overrun.remindMinutes")).isEqualTo(15);
        assertThat(told.getInt("instruments[0].overrun.graceMinutes")).isEqualTo(5);
        assertThat(told.getBoolean("instruments[0].hooks")).isFalse();
        assertThat(told.getString("bookings[0].id")).isEqualTo(String.valueOf(booking));
        assertThat(told.getString("bookings[0].codeProof")).startsWith("pbkdf2-sha256$10000$");
        assertThat(told.getString("bookings[0].label")).hasSize(3).endsWith("**");
        assertThat(told.prettify()).doesNotContain("\"" + code + "\"");
        assertThat(lab.get(desk).asString()).contains("结束使用；提前 15 分钟提醒，等 5 分钟", "钩子停用");
    }

    @Test
    void rules_wrongOrForeign_areRefused() {
        var wrong = lab.post(desk, "action", "RUN", "remindMinutes", "500", "graceMinutes", "x", "hooks", "on");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString()).contains("remindMinutes-error", "graceMinutes-error", "value=\"500\"");
        assertThat(lab.get(desk).asString()).contains("按默认执行");
        Browser other = Browser.signedIn(it.city.session(it.city.manager(it.city.provider())));
        assertThat(other.get(desk).statusCode()).isEqualTo(404);
        assertThat(other.post(desk, "action", "RUN", "remindMinutes", "5", "graceMinutes", "5")
                        .statusCode())
                .isEqualTo(404);
        assertThat(Browser.signedIn(it.city.session(it.member)).get(desk).statusCode())
                .isEqualTo(403);
    }

    @Test
    void controls_ofHooks_shownToBothSidesButOnlyForOwnBookings() {
        long booking = it.booking(it.instrument, "CONFIRMED", PageCity.hours(0), PageCity.hours(1));
        long elsewhere = it.booking(it.approved, "CONFIRMED", PageCity.hours(0), PageCity.hours(1));
        UUID operation = UUID.randomUUID();
        control(operation, "intent", booking, "{\"what\":\"open\"}");
        control(operation, "act", booking, "{\"what\":\"open\",\"try\":1}");
        control(operation, "confirm", booking, "{\"what\":\"open\",\"result\":\"failed\",\"exit\":7,\"ms\":123}");
        control(UUID.randomUUID(), "confirm", elsewhere, "{\"what\":\"close\",\"result\":\"ok\",\"exit\":0}");
        awaitAck();
        assertThat(lab.get(desk).asString()).contains("预约开始钩子", "准备", "执行", "确认", "失败", "退出码 7，123 毫秒");
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get("/bookings/" + booking).asString()).contains("机旁记录", "退出码 7", "data-code");
        assertThat(firm.get("/bookings/" + elsewhere).asString()).doesNotContain("机旁记录");
        assertThat(lab.get("/bookings/" + booking).asString()).doesNotContain("data-code");
        assertThat(lab.get("/lab/devices/" + device.id).asString()).contains(desk);
    }

    @Test
    void controls_withAnyClaim_areCommittedAndNeverMalformed() {
        List<String> claims = List.of(
                "{}",
                "7",
                "[\"open\"]",
                "null",
                "{\"what\":5,\"why\":{\"a\":1}}",
                "{\"what\":\"" + "x".repeat(300) + "\",\"text\":\"a\\u0000b\\ud800\"}",
                "{\"what\":\"why\",\"why\":\"<script>\",\"text\":\"" + "字".repeat(900) + "\"}");
        claims.forEach(claim -> control(UUID.randomUUID(), "act", null, claim));
        awaitAck();
        long rows = jdbi.withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM control_reading WHERE device_id = :id")
                        .bind("id", device.id)
                        .mapTo(Long.class)
                        .one());
        assertThat(rows).isEqualTo(claims.size());
        assertThat(lab.get(desk).asString()).doesNotContain("<script>");
    }

    @Test
    void why_saidOfASession_isInItsRecord() {
        UUID sid = UUID.randomUUID();
        Instant start = Instant.now().minusSeconds(600);
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        control(sid, "act", null, "{\"what\":\"why\",\"why\":\"training\"}");
        control(sid, "act", null, "{\"what\":\"why\",\"why\":\"maintenance\",\"text\":\"换灯丝\"}");
        device.send(device.sign(device.session("session.end", sid, start.plusSeconds(60), 60, 60)));
        awaitAck();
        given().header("Authorization", manager)
                .get("/api/v1/usage-sessions?instrumentId=" + it.instrument.id())
                .then()
                .body("items[0].why", equalTo("maintenance"))
                .body("items[0].whyText", equalTo("换灯丝"))
                .body("items[0].bookingId", nullValue())
                .body("items[0].verification", equalTo("VERIFIED"));
        assertThat(lab.get(desk).asString()).contains("维护 · 换灯丝");
    }
}
