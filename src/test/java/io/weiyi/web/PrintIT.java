package io.weiyi.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.voucher.PayableFixture;
import io.weiyi.voucher.Pools;
import io.weiyi.voucher.Publicity;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Papers as they are printed, read back by other programs, and what goes to the treasury. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class PrintIT {

    private static final Pattern CODE = Pattern.compile("核对码 ?([A-Za-z0-9_-]{22})");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    Publicity publicity;

    @Test
    void claimForm_saysTheClaim_andItsCodeSaysTheSame() throws Exception {
        PayableFixture f = new PayableFixture(jdbi, hasher, pools, publicity);
        String claim = f.payable(10_000);
        CityFixture.Person member = f.city().member(f.firm());
        byte[] pdf = get(f.city(), member, "/print/claims/" + claim)
                .then()
                .statusCode(200)
                .contentType("application/pdf")
                .extract()
                .asByteArray();
        String text = text(pdf);
        assertThat(text).contains("创新券兑付申请表", f.firm().nameZh(), "40.00", "肆拾元整");
        assertThat(get(f.city(), member, "/print/claims/" + claim).asByteArray())
                .as("printed again")
                .isEqualTo(pdf);
        Matcher code = CODE.matcher(text.replace("\n", ""));
        assertThat(code.find()).isTrue();
        String page = given().get("/verify/" + code.group(1))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(page).contains(f.firm().nameZh(), "肆拾元整");
        given().get("/verify/" + "A".repeat(22)).then().statusCode(404);
        CityFixture.Person stranger = f.city().member(f.city().firm());
        get(f.city(), stranger, "/print/claims/" + claim).then().statusCode(404);
    }

    @Test
    void claimPackage_holdsEverything_andItsSumsAreRight() throws Exception {
        PayableFixture f = new PayableFixture(jdbi, hasher, pools, publicity);
        String claim = f.payable(10_000);
        CityFixture.Person auditor = f.city().official(Role.AUDITOR);
        Map<String, byte[]> parts = claimPackage(f.city(), auditor, claim);
        assertThat(parts)
                .containsKeys("index.json", "checks.json", "history.json", "audit.json", "payments.json", "SHA256SUMS");
        assertThat(parts.keySet())
                .anyMatch(name -> name.startsWith("files/"))
                .anyMatch(name -> name.startsWith("charges/"))
                .anyMatch(name -> name.startsWith("readings/"));
        assertThat(new String(parts.get("audit.json"), StandardCharsets.UTF_8)).contains("claim.approve");
        String[] sums = new String(parts.get("SHA256SUMS"), StandardCharsets.UTF_8).split("\n");
        assertThat(sums).hasSize(parts.size() - 1);
        for (String sum : sums) {
            String[] pair = sum.split("  ", 2);
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(parts.get(pair[1]))))
                    .as(pair[1])
                    .isEqualTo(pair[0]);
        }
        CityFixture.Person stranger = f.city().member(f.city().firm());
        get(f.city(), stranger, "/print/claims/" + claim + "/package").then().statusCode(404);
    }

    /** Who decided, and from which address, is no business of the firm's. */
    @Test
    void claimPackage_ofTheFirm_hasNoAuditEntries_andIsOneItself() throws Exception {
        PayableFixture f = new PayableFixture(jdbi, hasher, pools, publicity);
        String claim = f.payable(10_000);
        CityFixture.Person member = f.city().member(f.firm());
        Map<String, byte[]> parts = claimPackage(f.city(), member, claim);
        assertThat(parts)
                .containsKeys("index.json", "history.json", "SHA256SUMS")
                .doesNotContainKey("audit.json");
        assertThat(new String(parts.get("index.json"), StandardCharsets.UTF_8)).doesNotContain("audit.json");
        assertThat(new String(
                        claimPackage(f.city(), f.city().official(Role.FINANCE), claim)
                                .get("audit.json"),
                        StandardCharsets.UTF_8))
                .contains("claim.package");
    }

    private static Map<String, byte[]> claimPackage(CityFixture city, CityFixture.Person person, String claim)
            throws IOException {
        byte[] zip = get(city, person, "/print/claims/" + claim + "/package")
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .extract()
                .asByteArray();
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                parts.put(entry.getName(), in.readAllBytes());
            }
        }
        return parts;
    }

    @Test
    void statement_paperAndSheet_sumToTheChargesAndLeadToTheUse() throws Exception {
        PageCity f = new PageCity(jdbi, hasher);
        f.charge(f.booking(f.instrument, "FINISHED", PageCity.hours(-5), PageCity.hours(-3)));
        long charge = f.charge(f.booking(f.instrument, "FINISHED", PageCity.hours(-9), PageCity.hours(-7)));
        String month = jdbi.withHandle(
                handle -> handle.createQuery("SELECT to_char(posting_month, 'YYYY-MM') FROM charge WHERE id = :id")
                        .bind("id", charge)
                        .mapTo(String.class)
                        .one());
        String text = text(get(f.city, f.member, "/statements/" + month + "/paper")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray());
        assertThat(text).contains("机时费用对账单", f.firm.nameZh(), "600.00", "陆佰元整");
        byte[] sheet = get(f.city, f.member, "/statements/" + month + "/lines")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        BigDecimal sum = BigDecimal.ZERO;
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(sheet))) {
            for (Row row : book.getSheetAt(0)) {
                if (row.getRowNum() > 0) {
                    sum = sum.add(
                            new BigDecimal(((org.apache.poi.xssf.usermodel.XSSFCell) row.getCell(9)).getRawValue()));
                    String use = row.getCell(12).getStringCellValue();
                    get(f.city, f.member, use.replaceFirst("^https?://[^/]+", ""))
                            .then()
                            .statusCode(200);
                }
            }
        }
        assertThat(sum).isEqualByComparingTo("600.00");
        get(f.city, f.member, "/statements/" + month + "/paper?organisationId=" + f.lab.id())
                .then()
                .statusCode(404);
    }

    @Test
    void orderForms_sayPartiesAndSum_onlyToThem() throws Exception {
        PageCity f = new PageCity(jdbi, hasher);
        long booking = f.booking(f.instrument, "CONFIRMED", PageCity.hours(30), PageCity.hours(32));
        String slot = text(get(f.city, f.member, "/print/bookings/" + booking)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray());
        assertThat(slot).contains("仪器使用委托单", f.firm.nameZh(), f.lab.nameZh(), "看断口形貌", "肆佰元整");
        String samples = text(get(f.city, f.manager, "/print/orders/" + f.order())
                .then()
                .statusCode(200)
                .extract()
                .asByteArray());
        assertThat(samples).contains("送样检测委托单", "铝合金片", "贰佰肆拾陆元玖角整");
        get(f.city, f.stranger, "/print/bookings/" + booking).then().statusCode(403);
        CityFixture.Person other = f.city.member(f.city.firm());
        get(f.city, other, "/print/bookings/" + booking).then().statusCode(404);
    }

    @Test
    void payout_listAsSheetAndCoverSheet_sumToTheBatch() throws Exception {
        PayableFixture f = new PayableFixture(jdbi, hasher, pools, publicity);
        CityFixture.Person finance = f.city().official(Role.FINANCE);
        CityFixture.Person finance2 = f.city().official(Role.FINANCE);
        account(f);
        String claim = f.payable(10_000);
        String batch = send(
                        f.city(),
                        finance,
                        "/api/v1/payout-batches",
                        "{\"month\":\"%s\"}".formatted(BusinessTime.monthOf(Instant.now())))
                .then()
                .statusCode(201)
                .body("items.claimId", hasItem(claim))
                .extract()
                .path("id");
        String at = "/api/v1/payout-batches/" + batch;
        get(f.city(), finance, at + "/cover-sheet").then().statusCode(409);
        send(f.city(), finance2, at + "/approve", "").then().statusCode(200);
        int total = send(f.city(), finance, at + "/export", "")
                .then()
                .statusCode(200)
                .extract()
                .path("totalFen");
        byte[] sheet = get(f.city(), finance, at + "/treasury-list?format=xlsx")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        BigDecimal sum = BigDecimal.ZERO;
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(sheet))) {
            for (Row row : book.getSheetAt(0)) {
                if (row.getRowNum() > 0) {
                    assertThat(row.getCell(2).getCellType()).isEqualTo(CellType.STRING);
                    BigDecimal amount =
                            new BigDecimal(((org.apache.poi.xssf.usermodel.XSSFCell) row.getCell(5)).getRawValue());
                    assertThat(amount.stripTrailingZeros().scale()).isLessThanOrEqualTo(2);
                    sum = sum.add(amount);
                }
            }
        }
        assertThat(sum).isEqualByComparingTo(BigDecimal.valueOf(total, 2));
        String cover = text(get(f.city(), finance, at + "/cover-sheet")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray());
        assertThat(cover).contains("创新券补助资金拨付封面", "合计（大写）");
        get(f.city(), finance, at + "/treasury-list?format=xlsx&template=NONE")
                .then()
                .statusCode(404);
        get(f.city(), f.city().official(Role.LEADER), at + "/cover-sheet")
                .then()
                .statusCode(403);
    }

    @Test
    void template_ofABank_setsTheColumns() {
        PageCity f = new PageCity(jdbi, hasher);
        String code = "BANK-" + f.firm.id();
        given().header("Authorization", f.city.bearer(f.finance))
                .contentType("application/json")
                .body(
                        "{\"name\":\"某银行\",\"columns\":[{\"field\":\"NAME\",\"heading\":\"户名\"},{\"field\":\"NOPE\",\"heading\":\"\"}]}")
                .put("/api/v1/treasury-templates/" + code)
                .then()
                .statusCode(422)
                .body("violations.field", hasItem("columns[1].field"))
                .body("violations.field", hasItem("columns"));
        given().header("Authorization", f.city.bearer(f.finance))
                .contentType("application/json")
                .body(
                        "{\"name\":\"某银行\",\"columns\":[{\"field\":\"ACCOUNT\",\"heading\":\"账号\"},{\"field\":\"NAME\",\"heading\":\"户名\"},{\"field\":\"AMOUNT\",\"heading\":\"金额\"}]}")
                .put("/api/v1/treasury-templates/" + code)
                .then()
                .statusCode(200);
        given().header("Authorization", f.city.bearer(f.finance))
                .get("/api/v1/treasury-templates")
                .then()
                .statusCode(200)
                .body("code", hasItem(code))
                .body("code", hasItem("DEFAULT"));
    }

    private static void account(PayableFixture f) {
        String id = send(
                        f.city(),
                        f.city().person(f.firm(), Role.FIRM_FINANCE),
                        "/api/v1/payee-accounts",
                        "{\"number\":\"0222021614000012345\",\"bank\":\"中国工商银行威海分行\",\"cnaps\":\"102465000012\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        send(f.city(), f.city().person(f.firm(), Role.ORG_ADMIN), "/api/v1/payee-accounts/" + id + "/confirm", "")
                .then()
                .statusCode(200);
    }

    private static String text(byte[] pdf) throws Exception {
        try (PDDocument read = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(read);
        }
    }

    private static Response get(CityFixture city, CityFixture.Person who, String path) {
        return path.startsWith("/api")
                ? given().header("Authorization", city.bearer(who)).get(path)
                : given().cookie("weiyi_session", city.session(who)).get(path);
    }

    private static Response send(CityFixture city, CityFixture.Person who, String path, String body) {
        return given().header("Authorization", city.bearer(who))
                .contentType("application/json")
                .body(body)
                .post(path);
    }
}
