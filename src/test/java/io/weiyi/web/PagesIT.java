package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.SessionCookie;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every page, for each kind of reader and in both languages, as the server writes it: without any JavaScript. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class PagesIT {

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
    void page_forGuests_saysItsHeadingInBothLanguages() {
        Map<String, String[]> pages = new LinkedHashMap<>();
        pages.put("/", heading("找仪器、约机时、送样品", "Find an instrument, book its time, send samples"));
        pages.put("/instruments", heading("查找仪器", "Find an instrument"));
        pages.put(
                "/instruments?q=SEM&category=01&availableFrom=2026-01-05T09:00&availableTo=x", heading("查找仪器", "Find"));
        pages.put("/instruments/" + it.instrument.id(), heading("能测什么", "What it measures"));
        pages.put("/instruments/" + it.instrument.id() + "?week=2026-11-23", heading("2026-11-23", "2026-11-23"));
        pages.put("/service-items", heading("服务事项", "Service items"));
        pages.put("/sign-in", heading("登录", "Sign in"));
        pages.put("/register", heading("注册账号", "Register"));
        pages.put("/register?mobile=13800000000", heading("验证码", "A code was sent"));
        pages.put("/reset-password", heading("重置密码", "Reset password"));
        pages.put("/sms", heading("模拟短信", "Simulated SMS"));
        pages.forEach((path, headings) -> said(path, null, headings));
    }

    @Test
    void page_forAFirm_saysItsHeadingInBothLanguages() {
        long booking = it.booking(it.instrument, "CONFIRMED", PageCity.hours(30), PageCity.hours(32));
        long past = it.booking(it.instrument, "FINISHED", PageCity.hours(-5), PageCity.hours(-3));
        long charge = it.charge(past);
        long order = it.order();
        String month = jdbi.withHandle(handle -> handle.createQuery("SELECT to_char(now(), 'YYYY-MM')")
                .mapTo(String.class)
                .one());
        Map<String, String[]> pages = new LinkedHashMap<>();
        pages.put("/instruments/" + it.instrument.id(), heading("预约机时", "Book time"));
        pages.put("/bookings", heading("我的预约", "My bookings"));
        pages.put("/bookings?show=past", heading("已完成", "Finished"));
        pages.put("/bookings/" + booking, heading("取消预约", "Cancel booking"));
        pages.put("/orders", heading("送样检测", "Sample orders"));
        pages.put("/orders/new?item=" + it.item.id(), heading("新建送样", "New sample order"));
        pages.put("/orders/new?instrument=" + it.instrument.id(), heading("新建送样", "New sample order"));
        pages.put("/orders/" + order, heading("铝合金片", "铝合金片"));
        pages.put("/charges", heading("费用", "Charges"));
        pages.put("/charges?month=" + month + "&status=UNCONFIRMED", heading("300.00元", "¥300.00"));
        pages.put("/charges/" + charge, heading("为什么是这个金额", "Why this amount"));
        pages.put("/statements", heading(month + " 对账单", "Statement of " + month));
        pages.put("/statements/" + month, heading(month + " 对账单", "Statement of " + month));
        pages.put("/organisation", heading("我的单位", "My organisation"));
        pages.put("/members", heading("成员", "Members"));
        pages.put("/calendars", heading("日历订阅", "Calendar feeds"));
        pages.put("/notices", heading("通知方式", "Where they go"));
        pages.forEach((path, headings) -> said(path, it.member, headings));
        String why = page("/charges/" + charge, it.member, "zh").asString();
        assertThat(why).contains("有效机时 1.5 小时", "2:00:00", "1:30:00", "0:30:00", "已核验", "第 1 版");
    }

    @Test
    void page_forALab_saysItsHeadingInBothLanguages() {
        it.booking(it.approved, "PENDING_APPROVAL", PageCity.hours(50), PageCity.hours(52));
        long order = it.order();
        it.session(it.instrument);
        Map<String, String[]> pages = new LinkedHashMap<>();
        pages.put("/lab/board", heading("运行中", "Running"));
        pages.put("/lab/board/tiles", heading("有效 0:09:00", "Active 0:09:00"));
        pages.put("/lab/bookings", heading("预约管理", "Bookings"));
        pages.put("/lab/bookings?show=waiting", heading("审核通过", "Approve"));
        pages.put("/lab/bookings?show=past", heading("预约管理", "Bookings"));
        pages.put("/lab/bookings?show=week", heading("周一", "Monday"));
        pages.put("/lab/orders", heading("送样管理", "Sample orders"));
        pages.put("/orders/" + order, heading("受理", "Accept"));
        pages.put("/lab/devices", heading("采集终端", "Devices"));
        pages.put("/lab/calibrations/" + it.instrument.id(), heading("历次标定", "Thresholds and waiting times"));
        pages.put("/lab/instruments", heading("仪器管理", "Instruments we own"));
        pages.put("/lab/instruments/new", heading("新增仪器", "New instrument"));
        pages.put("/lab/instruments/" + it.instrument.id(), heading("变更记录", "Changes"));
        pages.put("/lab/tariffs/instruments/" + it.instrument.id(), heading("收费标准", "Tariffs"));
        pages.put("/lab/calendars/" + it.instrument.id(), heading("校内占用", "Busy times of the campus"));
        pages.put("/lab/devices/import", heading("离线导入", "Offline import"));
        pages.put("/charges", heading("费用", "Charges"));
        pages.forEach((path, headings) -> said(path, it.manager, headings));
    }

    @Test
    void page_forOffices_saysItsHeadingInBothLanguages() {
        said("/members", it.office, heading("等待审核的新单位", "New firms to approve"));
        said("/fleet", it.administrator, heading("终端总览", "All devices"));
        said("/notices/unsent", it.administrator, heading("发送失败的消息", "Messages not sent"));
        said("/admin/synonyms", it.administrator, heading("检索同义词", "Search synonyms"));
        said("/charges", it.finance, heading("费用", "Charges"));
        said("/organisation", it.stranger, heading("加入单位", "Join an organisation"));
        said("/organisation?firm=91350100M000100Y43", it.stranger, heading("营业执照", "Business licence"));
    }

    @Test
    void page_notOnesOwn_isRefusedAsAPageWithAWayBack() {
        long booking = it.booking(it.instrument, "CONFIRMED", PageCity.hours(30), PageCity.hours(32));
        assertThat(page("/bookings/" + booking, it.stranger, "zh").statusCode()).isEqualTo(404);
        Response forbidden = page("/lab/board", it.member, "zh");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.asString()).contains("没有权限", "返回");
        Response missing = page("/nowhere/at/all", null, "en");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.asString()).contains("Page not found");
        assertThat(page("/instruments/999999999", null, "zh").statusCode()).isEqualTo(404);
        assertThat(page("/instruments/x", null, "zh").statusCode()).isEqualTo(404);
    }

    @Test
    void page_signedInOnly_leadsAGuestToTheSignIn() {
        Response answer = page("/lab/board", null, "zh");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/sign-in?back=%2Flab%2Fboard");
    }

    @Test
    void text_ofPeople_isNeverMarkup() {
        String evil = "<script>alert(1)</script>\"'";
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE instrument SET function_text = ?, name_zh = ? WHERE id = ?", evil, evil, it.instrument.id()));
        assertThat(page("/instruments/" + it.instrument.id(), null, "zh").asString())
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;");
        assertThat(page("/instruments?q=" + "%3Cscript%3Ealert(1)%3C/script%3E", null, "zh")
                        .asString())
                .doesNotContain("<script>alert");
    }

    @Test
    void language_switch_keepsThePageAndStaysOnThisSite() {
        Response to = given().urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .get("/language?to=en&back=/instruments?q%3DSEM");
        assertThat(to.statusCode()).isEqualTo(303);
        assertThat(to.cookie("weiyi_lang")).isEqualTo("en");
        assertThat(to.header("Location")).endsWith("/instruments?q=SEM");
        Response away =
                given().urlEncodingEnabled(false).redirects().follow(false).get("/language?to=en&back=//evil.example");
        assertThat(away.header("Location")).doesNotContain("evil");
    }

    private void said(String path, CityFixture.@Nullable Person reader, String[] headings) {
        for (int i = 0; i < 2; i++) {
            Response answer = page(path, reader, i == 0 ? "zh" : "en");
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            String text = answer.asString();
            assertThat(text)
                    .as(path)
                    .contains(headings[i])
                    .doesNotContain("NOT_FOUND", "??", "{t:", "{find:", "{page.", "{/if}");
        }
    }

    private Response page(String path, CityFixture.@Nullable Person reader, String language) {
        RequestSpecification request = given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .accept("text/html")
                .cookie(Frame.LANGUAGE_COOKIE, language);
        if (reader != null) {
            request.cookie(SessionCookie.NAME, it.city.session(reader));
        }
        return request.get(path);
    }

    private static String[] heading(String zh, String en) {
        return new String[] {zh, en};
    }
}
