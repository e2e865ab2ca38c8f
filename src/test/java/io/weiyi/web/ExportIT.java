package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every list as a sheet, read back by an independent reader. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ExportIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
        it.booking(it.instrument, "CONFIRMED", PageCity.hours(30), PageCity.hours(32));
        it.charge(it.booking(it.instrument, "FINISHED", PageCity.hours(-5), PageCity.hours(-3)));
        it.order();
    }

    @Test
    void list_ofEveryPage_isASheetWithTheSameRows() throws IOException {
        everyList(
                it.member,
                "/instruments?q=" + it.instrument.innerId(),
                "/service-items",
                "/bookings",
                "/bookings&show=past",
                "/orders",
                "/charges",
                "/statements/" + java.time.YearMonth.now(io.weiyi.kernel.time.BusinessTime.ZONE),
                "/notices",
                "/members");
        everyList(
                it.manager,
                "/lab/instruments",
                "/lab/bookings",
                "/lab/bookings&show=week",
                "/lab/orders",
                "/lab/devices",
                "/lab/disputes",
                "/lab/logbook",
                "/lab/unbooked",
                "/charges");
        everyList(it.administrator, "/fleet", "/admin/synonyms", "/notices/unsent");
        everyList(it.finance, "/charges");
    }

    private void everyList(CityFixture.Person reader, String... lists) throws IOException {
        Browser browser = Browser.signedIn(it.city.session(reader));
        for (String list : lists) {
            List<List<String>> rows = sheet(browser.get("/export?list=" + list.replace('?', '&')), list);
            for (String heading : rows.get(0)) {
                assertThat(heading).as(list).matches("[^a-z]*|.*\\p{IsHan}.*");
            }
        }
    }

    @Test
    void list_filteredAndBeyondAPage_hasTheWholeOfItsRows() throws IOException {
        CityFixture.Org lab = it.city.provider();
        CityFixture.Person manager = it.city.manager(lab);
        String word = CityFixture.unique("导出");
        for (int i = 0; i < 23; i++) {
            it.city.instrument(lab).names(word + "-" + i, "Exported").create();
        }
        Browser browser = Browser.signedIn(it.city.session(manager));
        assertThat(sheet(
                        browser.get("/export?list=/instruments&q="
                                + java.net.URLEncoder.encode(word, java.nio.charset.StandardCharsets.UTF_8)),
                        word))
                .hasSize(24);
        assertThat(browser.get("/instruments?q="
                                + java.net.URLEncoder.encode(word, java.nio.charset.StandardCharsets.UTF_8))
                        .asString())
                .contains("/export?list=/instruments&amp;q=");
    }

    @Test
    void cell_thatLooksLikeAFormula_staysText() throws IOException {
        CityFixture.Org lab = it.city.provider();
        for (String evil :
                List.of("=1+1", "+SUM(A1)", "-2+3", "@HYPERLINK(\"http://x\")", "=cmd|'/c calc'!A0", "\t=1")) {
            it.city.instrument(lab).names(evil, "").create();
        }
        Browser browser = Browser.signedIn(it.city.session(it.city.manager(lab)));
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(
                browser.get("/export?list=/lab/instruments").asByteArray()))) {
            XSSFSheet sheet = book.getSheetAt(0);
            int seen = 0;
            for (int r = 1; r <= sheet.getLastRowNum(); r++) {
                for (Cell cell : sheet.getRow(r)) {
                    assertThat(cell.getCellType()).isNotEqualTo(CellType.FORMULA);
                    seen += cell.toString().equals("=1+1") ? 1 : 0;
                }
            }
            assertThat(seen).isEqualTo(1);
        }
    }

    @Test
    void list_ofOtherRoles_isRefusedLikeItsPage() {
        Browser firm = Browser.signedIn(it.city.session(it.member));
        assertThat(firm.get("/export?list=/lab/bookings").statusCode()).isEqualTo(403);
        assertThat(firm.get("/export?list=/lab/devices").statusCode()).isEqualTo(403);
        assertThat(firm.get("/export?list=/admin/synonyms").statusCode()).isEqualTo(403);
        assertThat(firm.get("/export?list=/nowhere").statusCode()).isEqualTo(404);
        assertThat(Browser.guest().get("/export?list=/bookings").statusCode()).isIn(303, 401);
        assertThat(Browser.guest().get("/export?list=/instruments&q=none").statusCode())
                .isEqualTo(200);
    }

    private static List<List<String>> sheet(Response answer, String list) throws IOException {
        assertThat(answer.statusCode()).as(list).isEqualTo(200);
        assertThat(answer.contentType()).as(list).contains("spreadsheetml");
        List<List<String>> rows = new ArrayList<>();
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(answer.asByteArray()))) {
            XSSFSheet sheet = book.getSheetAt(0);
            for (int r = 0; r <= sheet.getLastRowNum(); r++) {
                List<String> cells = new ArrayList<>();
                sheet.getRow(r).forEach(cell -> cells.add(cell.toString()));
                rows.add(cells);
            }
        }
        return rows;
    }
}
