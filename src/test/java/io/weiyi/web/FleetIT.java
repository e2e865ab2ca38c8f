package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The overview of a whole fleet, and the metrics. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class FleetIT {

    private static final int FLEET = 1_800;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Test
    void fleet_of1800_isCountedAndFiltered() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        String mark = CityFixture.unique("f").toLowerCase(java.util.Locale.ROOT);
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            INSERT INTO device (id, owner_id, hostname, agent_version, status, enrolled_at, online, last_seen_at, skew_ms, pending, journal_bytes, journal_limit_bytes)
                            SELECT :mark || '-' || n, :owner, 'pc-' || n, '1.0.0', 'ACTIVE', now(), n % 10 <> 0, now(), 5,
                                   CASE WHEN n % 100 = 0 THEN 5000 ELSE 0 END, 3000000, 268435456
                              FROM generate_series(1, :fleet) n""")
                    .bind("mark", mark)
                    .bind("owner", owner.id())
                    .bind("fleet", FLEET)
                    .execute();
            handle.execute("INSERT INTO device_head (device_id) SELECT id FROM device WHERE owner_id = ?", owner.id());
            handle.execute("""
                    INSERT INTO device_incident (device_id, kind, since, opened_at)
                    SELECT id, 'SILENT', now(), now() FROM device WHERE owner_id = ? AND NOT online""", owner.id());
        });
        try {
            Browser leader = Browser.signedIn(city.session(city.official(Role.LEADER)));
            long began = System.nanoTime();
            String all = leader.get("/fleet?owner=" + owner.id()).asString();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(all).contains("全部 <span class=\"muted\">1800</span>", "在线 <span class=\"muted\">1620</span>");
            assertThat(all).contains("失联告警 <span class=\"muted\">180</span>", "有积压 <span class=\"muted\">18</span>");
            assertThat(all).contains("2.8 MB · 1%");
            assertThat(took).isLessThan(Duration.ofSeconds(5));
            String behind =
                    leader.get("/fleet?state=behind&owner=" + owner.id()).asString();
            assertThat(behind).contains(mark + "-100", "5000").doesNotContain(mark + "-101<");
            assertThat(leader.get("/fleet?q=" + mark + "-17&state=online").asString())
                    .contains(mark + "-17", mark + "-171")
                    .doesNotContain(mark + "-18<");
            Browser manager = Browser.signedIn(city.session(city.manager(owner)));
            assertThat(manager.get("/lab/devices?state=silent").asString()).contains(mark + "-10<");
            assertThat(manager.get("/fleet").statusCode()).isEqualTo(403);
            assertThat(manager.get("/lab/devices/" + mark + "-10").asString())
                    .contains("pc-10", "失联", "2.8 MB · 1%", "没有被隔离的消息");
        } finally {
            // A fleet of this size would slow down every other test that lists devices.
            jdbi.useHandle(handle -> handle.execute(
                    "UPDATE device SET status = 'REVOKED', revoked_at = now(), online = false WHERE owner_id = ?",
                    owner.id()));
        }
    }

    @Test
    void refusedMessage_isShownHarmlesslyAndDecidedByTwo() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        String device = CityFixture.unique("q").toLowerCase(java.util.Locale.ROOT);
        jdbi.useHandle(handle -> {
            handle.execute(
                    "INSERT INTO device (id, owner_id, hostname, agent_version, status, enrolled_at) VALUES (?, ?, 'pc', '1', 'ACTIVE', now())",
                    device,
                    owner.id());
            handle.execute("INSERT INTO device_head (device_id) VALUES (?)", device);
        });
        byte[] payload =
                "no reading \u0007<script>alert(1)</script>中".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        long id = jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO quarantine (device_id, received_at, topic, reason, detail, size_bytes, sha256, payload)
                        VALUES (:device, now(), 'weiyi/v1/x/usage', 'malformed', 'it is no JWS', :size, 'ab', :payload) RETURNING id""")
                .bind("device", device)
                .bind("size", payload.length)
                .bind("payload", payload)
                .mapTo(Long.class)
                .one());
        String path = "/lab/devices/" + device + "/quarantine/" + id;
        Browser manager = Browser.signedIn(city.session(city.manager(owner)));
        assertThat(manager.get("/lab/devices/" + device).asString()).contains(path, "格式错误", "待处置");
        String page = manager.get(path).asString();
        assertThat(page)
                .contains("no reading ·&lt;script&gt;alert(1)&lt;/script&gt;中", "000000  6e 6f 20 72")
                .doesNotContain("<script>alert");
        assertThat(manager.get(path + "/bytes").asByteArray()).isEqualTo(payload);
        assertThat(manager.post(path, "decision", "DISCARD", "note", "").statusCode())
                .isEqualTo(303);
        assertThat(manager.post(path, "decision", "DISCARD", "note", "").statusCode())
                .isEqualTo(422);
        Browser operator = Browser.signedIn(city.session(city.person(owner, Role.OPERATOR)));
        assertThat(operator.get(path).asString()).contains("确认废弃", "申请放行");
        assertThat(operator.post(path, "decision", "DISCARD", "note", "noise").statusCode())
                .isEqualTo(303);
        assertThat(operator.get(path).asString()).contains("已废弃", "noise").doesNotContain("确认废弃");
        Browser leader = Browser.signedIn(city.session(city.official(Role.LEADER)));
        assertThat(leader.get(path).asString()).contains("已废弃");
        assertThat(leader.post(path, "decision", "DISCARD", "note", "").statusCode())
                .isEqualTo(403);
    }

    @Test
    void metrics_areForThisMachineOnly() {
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("weiyi_devices_online"))
                .body(containsString("weiyi_ingest_batch_seconds_count"))
                .body(containsString("weiyi_ingest_lag_seconds_count"));
        given().header("X-Forwarded-For", "203.0.113.9")
                .get("/q/metrics")
                .then()
                .statusCode(404)
                .body(not(containsString("weiyi_")));
    }
}
