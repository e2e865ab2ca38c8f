package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The label, the phone before the instrument, the logbook's grid and the list of unbooked use: as a browser without JavaScript. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class LogbookPagesIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;
    private String scan;
    private Browser lab;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
        scan = "/scan/" + it.instrument.id();
        lab = Browser.signedIn(it.city.session(it.manager));
    }

    @Test
    void label_carriesAnAddressThatAPhoneCanRead() throws Exception {
        String page =
                lab.get("/lab/instruments/" + it.instrument.id() + "/label").asString();
        String url = read(page);
        assertThat(url).startsWith("http").endsWith(scan);
        assertThat(page).contains(url, it.instrument.innerId());
        Browser other = Browser.signedIn(it.city.session(it.city.manager(it.city.provider())));
        assertThat(other.get("/lab/instruments/" + it.instrument.id() + "/label")
                        .statusCode())
                .isEqualTo(404);
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get("/lab/instruments/" + it.instrument.id() + "/label").statusCode())
                .isEqualTo(403);
    }

    /** Reads the code out of the drawing, as a camera would out of the print. */
    private static String read(String page) throws Exception {
        Matcher box = Pattern.compile("viewBox=\"0 0 ([0-9]+) [0-9]+\" shape").matcher(page);
        assertThat(box.find()).isTrue();
        int size = Integer.parseInt(box.group(1));
        int scale = 4;
        int[] pixels = new int[size * size * scale * scale];
        Arrays.fill(pixels, 0xffffff);
        Matcher module = Pattern.compile("M([0-9]+) ([0-9]+)h1v1h-1z").matcher(page);
        while (module.find()) {
            int x = Integer.parseInt(module.group(1)) * scale;
            int y = Integer.parseInt(module.group(2)) * scale;
            for (int dy = 0; dy < scale; dy++) {
                Arrays.fill(pixels, (y + dy) * size * scale + x, (y + dy) * size * scale + x + scale, 0);
            }
        }
        RGBLuminanceSource source = new RGBLuminanceSource(size * scale, size * scale, pixels);
        return new QRCodeReader()
                .decode(
                        new BinaryBitmap(new HybridBinarizer(source)),
                        Map.of(DecodeHintType.POSSIBLE_FORMATS, List.of(BarcodeFormat.QR_CODE)))
                .getText();
    }

    @Test
    void scan_byAGuest_leadsThroughTheSignInAndBack() {
        Browser guest = Browser.guest();
        Response asked = guest.get(scan);
        assertThat(asked.statusCode()).isEqualTo(303);
        assertThat(Browser.next(asked)).isEqualTo("/sign-in?back=%2Fscan%2F" + it.instrument.id());
        Response in = guest.post(
                "/sign-in", "username", it.member.username(), "password", CityFixture.PASSWORD, "back", scan);
        assertThat(Browser.next(in)).isEqualTo(scan);
        assertThat(guest.get(scan).asString()).contains("扫码上机", "您现在没有预约", "人工补录");
        assertThat(guest.get("/scan/999999999").statusCode()).isEqualTo(404);
    }

    @Test
    void scan_withABooking_beginsAndEndsASessionOfIt() {
        long booking = it.booking(it.instrument, "CONFIRMED", PageCity.hours(-1), PageCity.hours(2));
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get(scan).asString()).contains("本次使用属于预约", "/bookings/" + booking, "开始使用");
        Response started = firm.post(scan + "/start");
        assertThat(Browser.next(started)).isEqualTo(scan + "?done=started");
        assertThat(firm.get(scan).asString()).contains("使用中", "结束使用", it.member.displayName());
        assertThat(session("status || ' ' || source || ' ' || booking_id || ' ' || organisation_id"))
                .isEqualTo("OPEN MANUAL " + booking + " " + it.firm.id());
        assertThat(firm.post(scan + "/start").statusCode()).isEqualTo(409);
        CityFixture.Person other = it.city.member(it.city.firm());
        Browser stranger = Browser.signedIn(it.city.session(other));
        assertThat(stranger.get(scan).asString()).contains("正在使用中").doesNotContain("结束使用</button>");
        assertThat(stranger.post(scan + "/end").statusCode()).isEqualTo(403);
        backdate();
        assertThat(Browser.next(firm.post(scan + "/end"))).isEqualTo(scan + "?done=ended");
        assertThat(
                        session(
                                "status || ' ' || verification || ' ' || (run_seconds BETWEEN 600 AND 660) || ' ' || (active_seconds = run_seconds)"))
                .isEqualTo("CLOSED MANUAL true true");
        assertThat(firm.post(scan + "/end").statusCode()).isEqualTo(409);
    }

    /** As if it had begun ten minutes ago. */
    private void backdate() {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE usage_session SET started_at = started_at - interval '10 minutes' WHERE instrument_id = ? AND status = 'OPEN'",
                it.instrument.id()));
    }

    @Test
    void scan_withoutABooking_needsAReason() {
        Browser firm = Browser.signedIn(it.city.session(it.member));
        Response none = firm.post(scan + "/start", "reason", " ");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.asString()).contains("id=\"reason-error\"");
        assertThat(firm.post(scan + "/start", "reason", "教学演示").statusCode()).isEqualTo(303);
        assertThat(session("(SELECT note FROM manual_session m WHERE m.sid = u.sid)"))
                .isEqualTo("教学演示");
        assertThat(Browser.next(lab.post(scan + "/end"))).isEqualTo(scan + "?done=ended");
        Browser nobody = Browser.signedIn(it.city.session(it.stranger));
        Response refused = nobody.post(scan + "/start", "reason", "看看");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("加入单位后");
    }

    @Test
    void scan_ofAnotherFirmsHourOrAMeteredInstrument_isRefusedInWords() {
        it.booking(it.instrument, "CONFIRMED", PageCity.hours(-1), PageCity.hours(2));
        Browser other = Browser.signedIn(it.city.session(it.city.member(it.city.firm())));
        assertThat(other.get(scan).asString()).contains("其他单位的预约时间").doesNotContain("开始使用</button>");
        Response refused = other.post(scan + "/start", "reason", "急用");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("其他单位的预约时间");
        long metered = it.session(it.approved);
        jdbi.useHandle(handle -> handle.execute("UPDATE usage_session SET heard_at = now() WHERE id = ?", metered));
        Response meter = lab.post("/scan/" + it.approved.id() + "/start", "reason", "维护");
        assertThat(meter.statusCode()).isEqualTo(409);
        assertThat(meter.asString()).contains("采集终端正在采集");
    }

    @Test
    void scan_ofWhoeverHasBooked_endsUseWithoutABooking() {
        Browser stranger = Browser.signedIn(it.city.session(it.city.member(it.city.firm())));
        assertThat(stranger.post(scan + "/start", "reason", "路过").statusCode()).isEqualTo(303);
        backdate();
        long booking = it.booking(it.instrument, "CONFIRMED", PageCity.hours(-1), PageCity.hours(2));
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get(scan).asString()).contains("开始使用", "/bookings/" + booking);
        assertThat(Browser.next(firm.post(scan + "/start"))).isEqualTo(scan + "?done=started");
        assertThat(session("status || ' ' || booking_id")).isEqualTo("OPEN " + booking);
        assertThat(stranger.post(scan + "/end").statusCode()).isEqualTo(403);
    }

    @Test
    void scan_ofAnInstrumentOutOfService_isRefused() {
        jdbi.useHandle(
                handle -> handle.execute("UPDATE instrument SET status = 'RETIRED' WHERE id = ?", it.instrument.id()));
        Browser firm = Browser.signedIn(it.city.session(it.member));
        Response refused = firm.post(scan + "/start", "reason", "急用");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("已停用");
    }

    @Test
    void scan_manyAtOnce_beginOneSession() throws Exception {
        Browser[] phones = new Browser[8];
        for (int i = 0; i < phones.length; i++) {
            phones[i] = Browser.signedIn(it.city.session(it.city.member(it.firm)));
        }
        ExecutorService pool = Executors.newFixedThreadPool(phones.length);
        try {
            List<Callable<Integer>> calls = Arrays.stream(phones)
                    .<Callable<Integer>>map(phone ->
                            () -> phone.post(scan + "/start", "reason", "抢").statusCode())
                    .toList();
            int begun = 0;
            for (Future<Integer> answer : pool.invokeAll(calls)) {
                assertThat(answer.get()).isIn(303, 409);
                begun += answer.get() == 303 ? 1 : 0;
            }
            assertThat(begun).isEqualTo(1);
            assertThat(session("(SELECT count(*) FROM usage_session x WHERE x.instrument_id = u.instrument_id)"))
                    .isEqualTo("1");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void logbook_gridAndPastedRows_areKeptTogetherOrComeBackMarked() {
        String day = BusinessTime.dayOf(Instant.now()).minusDays(2).toString();
        String path =
                "/lab/logbook?instrumentId=" + it.instrument.id() + "&month=" + YearMonth.from(LocalDate.parse(day));
        assertThat(lab.get("/lab/logbook").asString()).contains("使用记录本", "请先选择仪器");
        assertThat(lab.get(path).asString()).contains("第 10 行", "打印二维码标签");
        Response wrong = grid(day, "9:00", "11:00", "王工", day + "\t10:30\t12:00\t李工\t教学\n昨天\t25:00\t\t\n");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString()).contains("没有保存", "第 3 行，日期：不是日期", "第 3 行，开始：不是时间", "第 3 行，结束：请填写", "value=\"李工\"");
        Response overlap = grid(day, "9:00", "11:00", "王工", day + "\t10:30\t12:00\t李工\t教学\n");
        assertThat(overlap.statusCode()).isEqualTo(422);
        assertThat(overlap.asString()).contains("第 2 行，开始：与该仪器的另一条使用记录重叠", "id=\"wrong-2-from\"");
        assertThat(lab.get(path).asString()).contains("没有使用记录");
        Response saved = grid(day, "9:00", "11:00", "王工", day.replace('-', '/') + "\t11:00\t12:30\t李工\t教学\n");
        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(lab.get(Browser.next(saved)).asString())
                .contains("已保存", "2:00:00", "1:30:00", "王工", "李工", "人工补录", it.manager.displayName() + " 录入");
        assertThat(lab.post("/lab/logbook", "instrumentId", Long.toString(it.instrument.id()))
                        .asString())
                .contains("还没有填写任何一行");
    }

    private Response grid(String day, String from, String until, String person, String pasted) {
        return lab.post(
                "/lab/logbook",
                "instrumentId",
                Long.toString(it.instrument.id()),
                "month",
                day.substring(0, 7),
                "day",
                day,
                "day",
                "",
                "from",
                from,
                "from",
                "",
                "until",
                until,
                "until",
                "",
                "person",
                person,
                "person",
                "",
                "purpose",
                "",
                "purpose",
                "",
                "booking",
                "",
                "booking",
                "",
                "pasted",
                pasted);
    }

    @Test
    void logbook_ofAnotherLab_doesNotExist() {
        CityFixture.Org elsewhere = it.city.provider();
        Browser other = Browser.signedIn(it.city.session(it.city.person(elsewhere, Role.OPERATOR)));
        assertThat(other.get("/lab/logbook?instrumentId=" + it.instrument.id()).statusCode())
                .isEqualTo(404);
        assertThat(other.post("/lab/logbook", "instrumentId", Long.toString(it.instrument.id()))
                        .statusCode())
                .isEqualTo(404);
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get("/lab/logbook").statusCode()).isEqualTo(403);
        assertThat(firm.get("/lab/unbooked").statusCode()).isEqualTo(403);
    }

    @Test
    void unbooked_chosenRows_areFiledAtOnce() {
        String day = BusinessTime.dayOf(Instant.now()).minusDays(3).toString();
        assertThat(grid(day, "9:00", "10:00", "王工", day + "\t10:00\t11:00\t李工\t校准\n")
                        .statusCode())
                .isEqualTo(303);
        List<String> ids = jdbi.withHandle(
                handle -> handle.createQuery("SELECT id::text FROM usage_session WHERE instrument_id = :i ORDER BY id")
                        .bind("i", it.instrument.id())
                        .mapTo(String.class)
                        .list());
        assertThat(lab.get("/lab/unbooked").asString()).contains("王工", "李工", "value=\"" + ids.get(0) + "\"");
        assertThat(lab.post("/lab/unbooked", "kind", "TEACHING").asString()).contains("请先勾选");
        Response filed = lab.post("/lab/unbooked", "kind", "CALIBRATION", "session", ids.get(0), "session", ids.get(1));
        assertThat(filed.statusCode()).isEqualTo(303);
        assertThat(lab.get("/lab/unbooked").asString()).doesNotContain("王工", "李工");
        assertThat(lab.get("/lab/unbooked?show=filed").asString()).contains("王工", "李工", "校准");
        Browser other = Browser.signedIn(it.city.session(it.city.manager(it.city.provider())));
        assertThat(other.get("/lab/unbooked?show=filed").asString()).doesNotContain("王工");
        assertThat(other.post("/lab/unbooked", "kind", "TEACHING", "session", ids.get(0))
                        .statusCode())
                .isEqualTo(422);
    }

    private String session(String expression) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT (" + expression
                        + ")::text FROM usage_session u WHERE instrument_id = :i ORDER BY id DESC LIMIT 1")
                .bind("i", it.instrument.id())
                .mapTo(String.class)
                .one());
    }
}
