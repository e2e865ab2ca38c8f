package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.CraftedDevice;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session's page: five kinds of time on one axis without JavaScript, its evidence file, and a dispute from end to end. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class SessionPageIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BlobConfig store;

    private PageCity it;
    private long session;

    @BeforeEach
    void makeSession() {
        it = new PageCity(jdbi, hasher);
        session = drawn(jdbi, store, it);
    }

    /** A booking of two hours, a session of an hour and a half in it: active, idle for a quarter, active again. */
    static long drawn(Jdbi jdbi, BlobConfig store, PageCity it) {
        Instant booked = PageCity.hours(-6);
        Instant from = booked.plus(Duration.ofMinutes(10));
        Instant until = from.plus(Duration.ofMinutes(90));
        long booking = it.booking(it.instrument, "FINISHED", booked, booked.plus(Duration.ofHours(2)));
        UUID sid = UUID.randomUUID();
        return new CraftedDevice(jdbi, store.dir(), it.instrument)
                .forBooking(booking)
                .certified(booked.minus(Duration.ofDays(1)), booked.plus(Duration.ofDays(300)))
                .reading("marker", null, booked.minusSeconds(600), 0, 0, booked)
                .reading("session.start", sid, from, 0, 0, from)
                .reading("session.tick", sid, from.plusSeconds(2400), 2400, 2400, from.plusSeconds(2400))
                .reading("session.tick", sid, from.plusSeconds(3300), 3300, 2400, from.plusSeconds(3300))
                .reading("session.end", sid, until, 5400, 4500, until)
                .reading("marker", null, until.plusSeconds(1800), 0, 0, until.plusSeconds(1800))
                .session(sid, from, until, 5400, 4500, 2, 5);
    }

    @Test
    void page_drawsFiveKindsOfTimeOnOneAxis_inBothLanguages() {
        Browser browser = Browser.signedIn(it.city.session(it.member));
        String page = browser.get("/sessions/" + session).asString();
        assertThat(page)
                .contains("axis-BOOKED", "axis-POWERED", "axis-RUNNING", "axis-ACTIVE", "axis-IDLE")
                .contains("预约", "上电", "运行", "有效", "空载", "1:30:00", "0:40:00", "0:15:00", "下载存证文件");
        assertThat(page.split("class=\"axis-ACTIVE\"")).hasSize(3);
        assertThat(page.split("class=\"axis-IDLE\"")).hasSize(2);
        browser.get("/language?to=en&back=/");
        assertThat(browser.get("/sessions/" + session).asString())
                .contains("Booked", "Powered", "Running", "Download the evidence file", "Dispute this session");
    }

    @Test
    void evidence_isDownloadedFromThePage_andAdministratorsGetNone() {
        Response file = Browser.signedIn(it.city.session(it.manager)).get("/sessions/" + session + "/evidence");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.contentType()).isEqualTo("application/zip");
        Browser administrator = Browser.signedIn(it.city.session(it.administrator));
        assertThat(administrator.get("/sessions/" + session + "/evidence").statusCode())
                .isEqualTo(403);
        assertThat(administrator.get("/sessions/" + session).statusCode()).isEqualTo(404);
        assertThat(Browser.signedIn(it.city.session(it.stranger))
                        .get("/sessions/" + session)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void dispute_fromFormToDecision_withoutJavaScript() {
        String page = "/sessions/" + session;
        Browser member = Browser.signedIn(it.city.session(it.member));
        Response empty = member.post(page + "/disputes", "reason", " ");
        assertThat(empty.statusCode()).isEqualTo(422);
        assertThat(member.post(page + "/disputes", "reason", "样品台故障").statusCode())
                .isEqualTo(303);
        assertThat(member.get(page + "?done=moved").asString()).contains("状态已更新", "有异议", "样品台故障", "撤回异议");
        String dispute = page + "/disputes/"
                + jdbi.withHandle(handle -> handle.createQuery("SELECT id FROM session_dispute WHERE session_id = :id")
                        .bind("id", session)
                        .mapTo(Long.class)
                        .one());
        Browser manager = Browser.signedIn(it.city.session(it.manager));
        assertThat(manager.get("/lab/disputes").asString()).contains(page, "有异议");
        assertThat(manager.post(dispute + "/answer", "text", "已查看日志").statusCode())
                .isEqualTo(303);
        String[] adjust = {"decision", "ADJUST", "activeSeconds", "3600", "idleSeconds", "1800", "note", "按日志更正"};
        assertThat(manager.post(dispute + "/decide", "decision", "ADJUST", "activeSeconds", "viel", "note", "x")
                        .statusCode())
                .isEqualTo(422);
        assertThat(manager.post(dispute + "/decide", adjust).statusCode()).isEqualTo(303);
        assertThat(manager.get(page).asString()).contains("您的处理意见正等待第二人确认");
        assertThat(manager.post(dispute + "/decide", adjust).statusCode()).isEqualTo(422);
        CityFixture.Person crew = it.city.person(it.lab, Role.OPERATOR);
        Browser second = Browser.signedIn(it.city.session(crew));
        assertThat(second.get(page).asString()).contains("您是第二人", "有效 1:00:00，空载 0:30:00");
        assertThat(second.post(dispute + "/decide", adjust).statusCode()).isEqualTo(303);
        String old = member.get(page).asString();
        assertThat(old).contains("已被更正为", "处理决定（第二人确认）");
        assertThat(manager.get("/lab/disputes").asString()).doesNotContain(page + "\"");
    }

    @Test
    void clone_isDecidedOnThePage() {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "UPDATE usage_session SET flags = '{clone}', verification = 'FLAGGED' WHERE id = ?", session);
            handle.execute(
                    "UPDATE device SET cloned = true WHERE id = (SELECT device_id FROM usage_session WHERE id = ?)",
                    session);
        });
        String page = "/sessions/" + session;
        Browser manager = Browser.signedIn(it.city.session(it.manager));
        assertThat(manager.get(page).asString()).contains("终端疑似克隆", "解除克隆标记");
        String device =
                jdbi.withHandle(handle -> handle.createQuery("SELECT device_id FROM usage_session WHERE id = :id")
                        .bind("id", session)
                        .mapTo(String.class)
                        .one());
        assertThat(manager.get("/lab/devices/" + device).asString()).contains(device, "疑似");
        assertThat(manager.post(page + "/clone", "decision", "ACCEPT", "note", " ")
                        .statusCode())
                .isEqualTo(422);
        assertThat(manager.post(page + "/clone", "decision", "ACCEPT", "note", "换机当天重复安装")
                        .statusCode())
                .isEqualTo(303);
        assertThat(manager.post(page + "/settle-clone", "note", "旧机已停用").statusCode())
                .isEqualTo(303);
        assertThat(manager.get(page).asString()).contains("已核验").doesNotContain("终端疑似克隆", "解除克隆标记");
    }
}
