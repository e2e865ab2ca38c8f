package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What owners do to their records: instruments, photos and tariffs, with every change kept. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class OwnPagesIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;
    private Browser browser;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
        browser = Browser.signedIn(it.city.session(it.manager));
    }

    private String[] record(String innerId, String... more) {
        String[] fields = {
            "innerId",
            innerId,
            "cname",
            "激光共聚焦显微镜",
            "ename",
            "Confocal microscope",
            "instrCategory",
            "030101",
            "instrVersion",
            "LSM 900",
            "manufacturer",
            "蔡司",
            "nation",
            "deu",
            "worth",
            "320.50",
            "beginDate",
            "2021-03-01",
            "county",
            String.valueOf(it.city.area().id()),
            "technical",
            "分辨率 120 nm",
            "turnaroundDays",
            "5",
            "status",
            "NORMAL",
            "shareMode",
            "外部共享",
            "bookable",
            "true",
            "metered",
            "false",
            "instrSource",
            "购置"
        };
        String[] all = Arrays.copyOf(fields, fields.length + more.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        return all;
    }

    @Test
    void record_createdChangedRetired_keepsWhoWhenOldAndNew() {
        String innerId = CityFixture.unique("OWN-");
        Response made = browser.post("/lab/instruments/new", record(innerId));
        assertThat(made.statusCode()).isEqualTo(303);
        String path = Browser.next(made).replaceFirst("\\?.*", "");
        assertThat(browser.get(path).asString()).contains(innerId, "320.5", "DEU", "变更记录", it.manager.displayName());
        assertThat(browser.get("/instruments?q=" + innerId).asString()).contains("激光共聚焦显微镜");
        List<String> changed = List.of(record(innerId, "version", "0"));
        String[] second = changed.toArray(String[]::new);
        second[Arrays.asList(second).indexOf("LSM 900")] = "LSM 980";
        assertThat(browser.post(path, second).statusCode()).isEqualTo(303);
        assertThat(browser.get(path).asString()).contains("LSM 900", "LSM 980", "规格型号");
        assertThat(browser.post(path, second).asString()).contains("内容已被他人更新");
        assertThat(browser.post(path + "/retire").statusCode()).isEqualTo(303);
        assertThat(browser.get(path).asString()).contains("已停用").doesNotContain("停用后不再接受预约");
        List<String> fields = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT field || ':' || old_value || '>' || new_value FROM catalog_change WHERE subject_kind = 'INSTRUMENT' AND subject_id = :id ORDER BY id")
                .bind("id", Long.parseLong(path.replaceFirst(".*/", "")))
                .mapTo(String.class)
                .list());
        assertThat(fields)
                .containsExactly(
                        "created:>激光共聚焦显微镜",
                        "instrVersion:LSM 900>LSM 980",
                        "status:NORMAL>RETIRED",
                        "bookable:true>false");
    }

    @Test
    void record_wrongFields_comeBackMarked() {
        Response wrong = browser.post(
                "/lab/instruments/new",
                "innerId",
                "",
                "cname",
                "x",
                "instrCategory",
                "999999",
                "worth",
                "much",
                "beginDate",
                "soon",
                "nation",
                "CHN",
                "turnaroundDays",
                "-1",
                "status",
                "NORMAL",
                "shareMode",
                "EXTERNAL",
                "bookable",
                "true",
                "metered",
                "false");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.asString())
                .contains(
                        "innerId-error",
                        "instrCategory-error",
                        "worth-error",
                        "beginDate-error",
                        "turnaroundDays-error");
        assertThat(browser.post("/lab/instruments/new", record(it.instrument.innerId()))
                        .asString())
                .contains("已被使用");
    }

    @Test
    void record_ofOthers_isNotFoundAndNotForFirms() {
        CityFixture.Org other = it.city.provider();
        CityFixture.Instrument foreign = it.city.instrument(other).create();
        assertThat(browser.get("/lab/instruments/" + foreign.id()).statusCode()).isEqualTo(404);
        assertThat(browser.post("/lab/instruments/" + foreign.id() + "/retire").statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/lab/tariffs/instruments/" + foreign.id()).statusCode())
                .isEqualTo(404);
        assertThat(Browser.signedIn(it.city.session(it.member))
                        .get("/lab/instruments")
                        .statusCode())
                .isEqualTo(403);
        CityFixture.Person operator = it.city.person(it.lab, Role.OPERATOR);
        assertThat(Browser.signedIn(it.city.session(operator))
                        .get("/lab/instruments/" + it.instrument.id())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void photo_drawnAnew_withThumbnailAndWithoutWhatLayBehindIt() throws IOException {
        String path = "/lab/instruments/" + it.instrument.id();
        byte[] behind = "<script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII);
        byte[] png = image(900, 500);
        byte[] both = Arrays.copyOf(png, png.length + behind.length);
        System.arraycopy(behind, 0, both, png.length, behind.length);
        assertThat(browser.upload(path + "/photos", "photo", both, "caption", "正面")
                        .statusCode())
                .isEqualTo(303);
        String page = browser.get("/instruments/" + it.instrument.id()).asString();
        String photo = page.replaceFirst("(?s).*(/instruments/\\d+/photos/\\d+)\\?size=small.*", "$1");
        Response small = Browser.guest().get(photo + "?size=small");
        assertThat(small.contentType()).startsWith("image/jpeg");
        assertThat(small.header("X-Content-Type-Options")).isEqualTo("nosniff");
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(small.asByteArray()));
        assertThat(thumbnail.getWidth()).isEqualTo(320);
        byte[] whole = Browser.guest().get(photo).asByteArray();
        assertThat(ImageIO.read(new ByteArrayInputStream(whole)).getWidth()).isEqualTo(900);
        assertThat(new String(whole, StandardCharsets.ISO_8859_1)).doesNotContain("script");
        String id = photo.replaceFirst(".*/", "");
        assertThat(browser.post(path + "/photos/" + id + "/remove").statusCode())
                .isEqualTo(303);
        assertThat(Browser.guest().get(photo).statusCode()).isEqualTo(404);
    }

    @Test
    void photo_thatIsNone_isRefused() throws IOException {
        String path = "/lab/instruments/" + it.instrument.id() + "/photos";
        byte[] onlyBegins = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4};
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".getBytes(StandardCharsets.US_ASCII);
        byte[] huge = image(4, 4);
        // The header says 30,000 by 30,000; not one pixel of it may be decoded.
        huge[18] = 0x75;
        huge[19] = 0x30;
        huge[22] = 0x75;
        huge[23] = 0x30;
        for (byte[] content : List.of(onlyBegins, svg, new byte[0], huge)) {
            Response refused = browser.upload(path, "photo", content);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.asString()).contains("photo-error");
        }
    }

    private static byte[] image(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, Color.RED.getRGB());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    @Test
    void tariff_withNightAndWeekend_isKeptShownAndQuoted() {
        String path = "/lab/tariffs/instruments/" + it.instrument.id();
        assertThat(browser.get(path).asString()).contains("收费标准", "200.00");
        Response saved = browser.post(
                path,
                "basis",
                "BOOKED",
                "stepSeconds",
                "60",
                "nightFrom",
                "22:00",
                "nightUntil",
                "08:00",
                "hour.INTERNAL",
                "50",
                "hour.EXTERNAL",
                "100",
                "hour.COMPANY",
                "200.50",
                "night.INTERNAL",
                "25",
                "night.EXTERNAL",
                "50",
                "night.COMPANY",
                "100.25",
                "weekend.INTERNAL",
                "60",
                "weekend.EXTERNAL",
                "120",
                "weekend.COMPANY",
                "240");
        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(browser.get(path).asString()).contains("100.25元", "240.00元", "每小时");
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get("/instruments/" + it.instrument.id()).asString())
                .contains("夜间每小时 100.25元", "周末每小时 240.00元");
        java.time.LocalDate monday = io.weiyi.kernel.time.BusinessTime.mondayOf(java.time.Instant.now())
                .plusWeeks(1);
        String quote = firm.get("/instruments/" + it.instrument.id() + "/quote?startsAt=" + monday
                        + "T21:00&endsBefore=" + monday + "T23:00&mode=SELF")
                .asString();
        assertThat(quote).contains("300.75元");
        assertThat(browser.post(path, "basis", "BOOKED", "stepSeconds", "60", "hour.COMPANY", "1", "night.COMPANY", "x")
                        .statusCode())
                .isEqualTo(422);
    }
}
