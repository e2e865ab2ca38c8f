package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forms as a browser without JavaScript sends them: what is right leads on, what is wrong comes back marked. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class FormsIT {

    private static final byte[] PDF = "%PDF-1.4 licence".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern CODE = Pattern.compile("验证码 ([0-9]{6})");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
    }

    @Test
    void signIn_wrongPassword_comesBackAndRightOneLandsOnTheRolesPage() {
        Browser browser = Browser.guest();
        Response wrong = browser.post("/sign-in", "username", it.manager.username(), "password", "no");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString()).contains("账号或密码不正确", it.manager.username());
        Response right = browser.post("/sign-in", "username", it.manager.username(), "password", CityFixture.PASSWORD);
        assertThat(right.statusCode()).isEqualTo(303);
        assertThat(Browser.next(browser.get(Browser.next(right)))).isEqualTo("/lab/board");
        assertThat(browser.get("/lab/board").statusCode()).isEqualTo(200);
        assertThat(Browser.next(browser.post("/sign-out"))).startsWith("/sign-in");
        assertThat(browser.get("/lab/board").statusCode()).isEqualTo(303);
    }

    @Test
    void form_withoutItsToken_isRefused() {
        Response answer = RestAssured.given()
                .redirects()
                .follow(false)
                .accept("text/html")
                .cookie("weiyi_session", it.city.session(it.member))
                .formParam("startsAt", "2026-11-24T09:00")
                .post("/instruments/" + it.instrument.id() + "/book");
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void booking_quoteThenConfirmThenTaken_tellsEachStep() {
        Browser browser = Browser.signedIn(it.city.session(it.member));
        String path = "/instruments/" + it.instrument.id();
        String from = Formats.field(PageCity.hours(30));
        String to = Formats.field(PageCity.hours(32));
        Response quoted =
                browser.post(path + "/book", "startsAt", from, "endsBefore", to, "mode", "SELF", "step", "quote");
        assertThat(quoted.statusCode()).isEqualTo(303);
        assertThat(browser.get(Browser.next(quoted)).asString()).contains("400.00元", "确认预约");
        Response booked = browser.post(
                path + "/book", "startsAt", from, "endsBefore", to, "mode", "SELF", "purpose", "看形貌", "step", "book");
        assertThat(booked.statusCode()).isEqualTo(303);
        assertThat(browser.get(Browser.next(booked)).asString()).contains("预约成功", "已确认", "看形貌");
        assertThat(browser.get("/bookings").asString()).contains("已确认", from.replace('T', ' '));
        Response taken =
                browser.post(path + "/book", "startsAt", from, "endsBefore", to, "mode", "SELF", "step", "book");
        assertThat(taken.statusCode()).isEqualTo(422);
        assertThat(taken.asString()).contains("所选时段刚被占用", from);
        String page = Browser.next(booked).replaceFirst("\\?.*", "");
        assertThat(browser.get(Browser.next(browser.post(page + "/cancel"))).asString())
                .contains("已取消");
    }

    @Test
    void booking_wrongFields_areMarked() {
        Browser browser = Browser.signedIn(it.city.session(it.member));
        String path = "/instruments/" + it.instrument.id() + "/book";
        Response empty = browser.post(path, "startsAt", "", "endsBefore", "soon", "step", "book");
        assertThat(empty.statusCode()).isEqualTo(422);
        assertThat(empty.asString()).contains("id=\"startsAt-error\"", "请填写有效的日期和时间");
        String from = Formats.field(PageCity.hours(30));
        Response reversed = browser.post(path, "startsAt", from, "endsBefore", from, "step", "book");
        assertThat(reversed.statusCode()).isEqualTo(422);
        assertThat(reversed.asString()).contains("结束须晚于开始");
        Response past =
                browser.post(path, "startsAt", "2021-01-04T09:00", "endsBefore", "2021-01-04T10:00", "step", "book");
        assertThat(past.statusCode()).isEqualTo(422);
        assertThat(past.asString()).contains("开始时间已过");
    }

    @Test
    void draft_ofSomebodyWithoutAFirm_isKeptAndFillsTheForm() {
        Browser browser = Browser.signedIn(it.city.session(it.stranger));
        String instrument = Long.toString(it.instrument.id());
        assertThat(browser.get("/instruments/" + instrument).asString()).contains("保存草稿");
        String from = Formats.field(PageCity.hours(30));
        String to = Formats.field(PageCity.hours(32));
        Response saved = browser.post("/drafts", "instrument", instrument, "startsAt", from, "endsBefore", to);
        assertThat(saved.statusCode()).isEqualTo(303);
        String drafts = browser.get(Browser.next(saved)).asString();
        assertThat(drafts).contains("预约草稿", from.replace('T', ' '), "startsAt=");
        assertThat(browser.post("/drafts", "instrument", instrument, "startsAt", "", "endsBefore", to)
                        .statusCode())
                .isEqualTo(422);
        Matcher draft = Pattern.compile("/drafts/([0-9]+)/drop").matcher(drafts);
        assertThat(draft.find()).isTrue();
        assertThat(browser.post("/drafts/" + draft.group(1) + "/drop").statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/drafts").asString()).contains("没有草稿");
    }

    @Test
    void approval_byTheManager_reachesTheFirm() {
        long booking = it.booking(it.approved, "PENDING_APPROVAL", PageCity.hours(50), PageCity.hours(52));
        Browser manager = Browser.signedIn(it.city.session(it.manager));
        Response approved = manager.post("/bookings/" + booking + "/approve");
        assertThat(approved.statusCode()).isEqualTo(303);
        assertThat(manager.post("/bookings/" + booking + "/approve").statusCode())
                .isEqualTo(422);
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get("/bookings/" + booking).asString()).contains("已确认");
        assertThat(firm.post("/bookings/" + booking + "/approve").statusCode()).isEqualTo(403);
    }

    @Test
    void sampleOrder_fromTheFormToTheReport_walksItsSteps() {
        Browser firm = Browser.signedIn(it.city.session(it.member));
        String item = Long.toString(it.item.id());
        Response wrong = firm.post("/orders/new", "item", item, "name", "", "count", "0", "note", "要留样");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString()).contains("请填写", "数量须为 1 至 10000");
        Response ordered =
                firm.post("/orders/new", "item", item, "name", "铝合金片", "count", "3", "note", "", "purpose", "测成分");
        assertThat(ordered.statusCode()).isEqualTo(303);
        String order = Browser.next(ordered).replaceFirst("\\?.*", "");
        Browser lab = Browser.signedIn(it.city.session(it.manager));
        assertThat(lab.post(order + "/decline", "reason", "").statusCode()).isEqualTo(422);
        assertThat(lab.post(order + "/accept", "promisedOn", "").statusCode()).isEqualTo(303);
        assertThat(lab.post(order + "/receive", "courierNumber", "SF1234567").statusCode())
                .isEqualTo(303);
        assertThat(lab.post(order + "/start").statusCode()).isEqualTo(303);
        assertThat(lab.post(order + "/finish").statusCode()).isEqualTo(303);
        assertThat(lab.upload(order + "/report", "file", PDF, "number", "R-2026-1")
                        .statusCode())
                .isEqualTo(303);
        assertThat(firm.get(order).asString()).contains("已出报告", "SF1234567", "R-2026-1");
        Response report = firm.get(order + "/report");
        assertThat(report.header("Content-Disposition")).startsWith("attachment");
        assertThat(report.asByteArray()).isEqualTo(PDF);
    }

    @Test
    void registration_newPersonAndNewFirm_areLetInStepByStep() {
        Browser browser = Browser.guest();
        assertThat(browser.post("/register", "step", "mobile", "mobile", "12").statusCode())
                .isEqualTo(422);
        String mobile = CityFixture.mobile();
        Response sent = browser.post("/register", "step", "mobile", "mobile", mobile);
        assertThat(sent.statusCode()).isEqualTo(303);
        Response wrong = browser.post(
                "/register", "step", "account", "mobile", mobile, "code", "000", "displayName", "王工", "password", "x");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString()).contains("验证码不正确或已过期", "8 至 128 个字符");
        Response registered = browser.post(
                "/register",
                "step",
                "account",
                "mobile",
                mobile,
                "code",
                code(mobile),
                "displayName",
                "王工",
                "password",
                "a-long-secret");
        assertThat(Browser.next(registered)).isEqualTo("/organisation");
        assertThat(browser.post("/organisation", "code", "123").statusCode()).isEqualTo(422);
        String creditCode = CityFixture.creditCode("371002");
        Response unknown = browser.post("/organisation", "code", creditCode);
        assertThat(Browser.next(unknown)).isEqualTo("/organisation?firm=" + creditCode);
        String name = CityFixture.unique("海洋科技有限公司");
        Response incomplete = browser.upload(
                "/organisation/firm",
                "licence",
                "no".getBytes(StandardCharsets.US_ASCII),
                "code",
                creditCode,
                "nameZh",
                name);
        assertThat(incomplete.statusCode()).isEqualTo(422);
        assertThat(incomplete.asString()).contains("请上传 PDF", "请选择");
        Response submitted = browser.upload(
                "/organisation/firm",
                "licence",
                PDF,
                "code",
                creditCode,
                "nameZh",
                name,
                "areaId",
                Long.toString(it.city.area().id()),
                "sizeClass",
                "SMALL",
                "address",
                "威海市");
        assertThat(Browser.next(submitted)).isEqualTo("/organisation?done=reviewing");
        Browser office = Browser.signedIn(it.city.session(it.office));
        String waiting = office.get("/members").asString();
        assertThat(waiting).contains(name);
        Matcher firm = Pattern.compile("/members/firms/([0-9]+)/licence").matcher(waiting);
        assertThat(firm.find()).isTrue();
        assertThat(office.get("/members/firms/" + firm.group(1) + "/licence").asByteArray())
                .isEqualTo(PDF);
        assertThat(office.post("/members/firms/" + firm.group(1) + "/approve").statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/organisation").asString()).contains("已加入");
        assertThat(browser.get("/bookings").statusCode()).isEqualTo(200);
    }

    @Test
    void joining_aKnownFirm_waitsForItsAdministrator() {
        Browser browser = Browser.signedIn(it.city.session(it.stranger));
        Response asked = browser.post("/organisation", "code", it.firm.code());
        assertThat(Browser.next(asked)).isEqualTo("/organisation?done=joining");
        Browser administrator = Browser.signedIn(it.city.session(it.member));
        Matcher membership = Pattern.compile("/members/([0-9]+)/admit")
                .matcher(administrator.get("/members").asString());
        assertThat(membership.find()).isTrue();
        assertThat(administrator
                        .post("/members/" + membership.group(1) + "/admit")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/organisation").asString()).contains("已加入");
    }

    @Test
    void synonyms_addChangeRemove_areSavedAndChecked() {
        Browser browser = Browser.signedIn(it.city.session(it.administrator));
        String word = CityFixture.unique("词");
        assertThat(browser.post("/admin/synonyms", "terms", word).statusCode()).isEqualTo(422);
        assertThat(browser.post("/admin/synonyms", "terms", word + "，" + word + "b")
                        .statusCode())
                .isEqualTo(303);
        long group = jdbi.withHandle(
                handle -> handle.createQuery("SELECT group_id FROM search_synonym WHERE term = lower(:term)")
                        .bind("term", word)
                        .mapTo(Long.class)
                        .one());
        assertThat(browser.post("/admin/synonyms/" + group, "terms", word + "\n" + word + "c")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/admin/synonyms").asString()).contains(word.toLowerCase(Locale.ROOT) + "c");
        assertThat(browser.post("/admin/synonyms/" + group + "/remove").statusCode())
                .isEqualTo(303);
        assertThat(browser.post("/admin/synonyms/" + group + "/remove").statusCode())
                .isEqualTo(404);
    }

    @Test
    void enrolmentCode_forAnOwnInstrument_isShownOnce() {
        Browser browser = Browser.signedIn(it.city.session(it.manager));
        assertThat(browser.post("/lab/devices/codes", "instrument", "").statusCode())
                .isEqualTo(422);
        Response made = browser.post("/lab/devices/codes", "instrument", Long.toString(it.instrument.id()));
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(browser.get("/lab/devices").asString()).contains("一次性注册码", "weiyi-agent.jar enrol --server");
        assertThat(browser.get("/lab/devices").asString()).doesNotContain("一次性注册码</h2>");
    }

    @Test
    void calibration_wrongThenRight_isSavedWithItsHistory() {
        Browser browser = Browser.signedIn(it.city.session(it.manager));
        String path = "/lab/calibrations/" + it.instrument.id();
        browser.get(path);
        Response wrong = browser.post(path, "version", "0", "running", "steam", "cpuPercent", "many");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString()).contains("running-error", "cpuPercent-error", "value=\"steam\"");
        assertThat(browser.post(path, "version", "0", "running", "power.on", "runWatts", "140", "watch", "a.exe\nb.exe")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get(path).asString()).contains("power.on", "a.exe, b.exe", "value=\"140\"");
        assertThat(browser.post(path, "version", "0", "running", "process").statusCode())
                .isEqualTo(422);
    }

    /** The code as the fake gateway shows it. */
    private String code(String mobile) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            String shown = jdbi.withHandle(handle -> handle.createQuery(
                                            "SELECT coalesce(string_agg(body, ' ' ORDER BY id DESC), '') FROM fake_sms WHERE mobile = :mobile")
                                    .bind("mobile", mobile)
                                    .mapTo(String.class)
                                    .one());
                            Matcher matcher = CODE.matcher(shown);
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        found -> !found.isEmpty());
    }
}
