package io.weiyi.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.InstalledChromium;
import io.weiyi.testing.InstalledChromium.Size;
import io.weiyi.testing.InstalledChromium.Visit;
import io.weiyi.web.screens.BookingScreen;
import io.weiyi.web.screens.InstrumentScreen;
import io.weiyi.web.screens.OrderScreen;
import io.weiyi.web.screens.OwnInstrumentsScreen;
import io.weiyi.web.screens.SearchScreen;
import io.weiyi.web.screens.SignInScreen;
import io.weiyi.web.screens.TableScreen;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each role comes for, done in a real Chromium on a desk and on a phone. A failure leaves its trace in target/traces. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class MainTasksIT {

    private static InstalledChromium chromium;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @TestHTTPResource("/")
    URI site;

    private PageCity it;

    @BeforeAll
    static void startBrowser() {
        chromium = InstalledChromium.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
    }

    private void as(CityFixture.Person person, String task, Size size, Consumer<Visit> work) {
        chromium.visit(task + "-" + size, site, size, visit -> {
            visit.become(it.city.session(person));
            work.accept(visit);
        });
    }

    @ParameterizedTest
    @EnumSource
    void guest_findsAnInstrument_readsItAndIsAskedToSignIn(Size size) {
        chromium.visit("guest-" + size, site, size, visit -> {
            SearchScreen search = new SearchScreen(visit).search(it.instrument.innerId());
            assertThat(search.results()).hasCount(1);
            search.openFirst().tells("登录");
            String landing = new SignInScreen(visit).signIn(it.manager.username(), CityFixture.PASSWORD);
            org.assertj.core.api.Assertions.assertThat(landing).isEqualTo("/lab/board");
            new SignInScreen(visit).signOut();
        });
    }

    @ParameterizedTest
    @EnumSource
    void firm_booksMovesAndCancels(Size size) {
        as(it.member, "firm-books", size, visit -> {
            InstrumentScreen screen = InstrumentScreen.open(visit, it.instrument.id())
                    .choose(Formats.field(PageCity.hours(30)), Formats.field(PageCity.hours(32)));
            assertThat(screen.quote()).containsText("400.00元");
            BookingScreen booking = screen.confirm("确认预约");
            assertThat(booking.state()).containsText("已确认");
            booking.move(Formats.field(PageCity.hours(33)), Formats.field(PageCity.hours(36)));
            booking.tells("600.00元");
            assertThat(booking.cancel().state()).containsText("已取消");
        });
    }

    @ParameterizedTest
    @EnumSource
    void firmAndLab_takeASampleOrderToItsReport(Size size) {
        long[] order = new long[1];
        as(it.member, "firm-orders", size, visit -> {
            OrderScreen screen = InstrumentScreen.open(visit, it.instrument.id())
                    .orderSamples()
                    .sample("铝合金片", 3)
                    .send("测成分");
            assertThat(screen.state()).containsText("待受理");
            order[0] = screen.id();
        });
        CityFixture.Person operator = it.city.person(it.lab, Role.OPERATOR);
        as(operator, "operator-tests", size, visit -> {
            OrderScreen screen = OrderScreen.open(visit, order[0])
                    .step("accept")
                    .step("receive")
                    .step("start")
                    .step("finish");
            assertThat(screen.state()).containsText("检测完成");
        });
    }

    @ParameterizedTest
    @EnumSource
    void manager_approvesABooking(Size size) {
        long booking = it.booking(it.approved, "PENDING_APPROVAL", PageCity.hours(50), PageCity.hours(52));
        as(it.manager, "manager-approves", size, visit -> {
            TableScreen.open(visit, "/lab/bookings?show=waiting").tells("审核通过");
            assertThat(BookingScreen.open(visit, booking).approve().state()).containsText("已确认");
        });
    }

    @ParameterizedTest
    @EnumSource
    void manager_addsAnInstrumentAndChangesIt(Size size) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("innerId", CityFixture.unique("UI-"));
        fields.put("cname", "激光共聚焦显微镜");
        fields.put("instrCategory", "030101");
        fields.put("instrVersion", "LSM 900");
        fields.put("manufacturer", "蔡司");
        fields.put("worth", "320.5");
        fields.put("beginDate", "2021-03-01");
        fields.put("county", String.valueOf(it.city.area().id()));
        as(it.manager, "manager-adds", size, visit -> {
            OwnInstrumentsScreen own = new OwnInstrumentsScreen(visit).add(fields);
            own.change("instrVersion", "LSM 980");
            own.tells("LSM 900");
        });
    }

    @ParameterizedTest
    @EnumSource
    void finance_ofTheLabConfirms_andTheFirmAsksForTheInvoice(Size size) {
        long charge = it.charge(it.booking(it.instrument, "FINISHED", PageCity.hours(-5), PageCity.hours(-3)));
        as(it.city.person(it.lab, Role.PROVIDER_FINANCE), "lab-finance", size, visit -> {
            TableScreen screen = TableScreen.open(visit, "/charges/" + charge);
            screen.page.locator("form[action$='/confirm'] button").click();
            assertThat(screen.told()).isVisible();
        });
        as(it.city.person(it.firm, Role.FIRM_FINANCE), "firm-finance", size, visit -> {
            TableScreen screen = TableScreen.open(visit, "/charges/" + charge);
            screen.page.locator("form[action$='/ask-invoice'] button").click();
            assertThat(screen.told()).isVisible();
        });
    }

    @ParameterizedTest
    @EnumSource
    void offices_readAndDecide(Size size) {
        CityFixture.Person newcomer = it.city.person();
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO membership (person_id, organisation_id, status, requested_at) VALUES (?, ?, 'PENDING', now())",
                newcomer.id(),
                it.firm.id()));
        as(it.member, "firm-admits", size, visit -> {
            TableScreen members = TableScreen.open(visit, "/members").inRow(newcomer.displayName(), "同意加入");
            assertThat(members.told()).isVisible();
        });
        as(
                it.office,
                "office-reads",
                size,
                visit -> TableScreen.open(visit, "/members").tells("等待审核的新单位"));
        String word = CityFixture.unique("词");
        as(it.administrator, "admin-synonyms", size, visit -> {
            TableScreen words = TableScreen.open(visit, "/admin/synonyms")
                    .write("terms", word + "，" + word + "b")
                    .send("新增");
            assertThat(words.told()).isVisible();
        });
        as(
                it.city.official(Role.CITY_OFFICE),
                "city-reads",
                size,
                visit -> TableScreen.open(visit, "/claims").tells("兑付"));
        as(
                it.finance,
                "finance-reads",
                size,
                visit -> TableScreen.open(visit, "/charges").tells("费用"));
        as(
                it.city.official(Role.LEADER),
                "leader-reads",
                size,
                visit -> TableScreen.open(visit, "/fleet").tells("终端总览"));
        as(
                it.city.official(Role.AUDITOR),
                "auditor-reads",
                size,
                visit -> TableScreen.open(visit, "/voucher-pools").tells("资金池"));
    }
}
