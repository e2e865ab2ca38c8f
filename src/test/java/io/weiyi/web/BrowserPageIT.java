package io.weiyi.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages in a real Chromium, where one is installed: dragging a slot, and a board that changes by itself. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BrowserPageIT {

    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final double PATIENCE_MS = 30_000;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @TestHTTPResource("/")
    URI site;

    private PageCity it;
    private Playwright playwright;
    private BrowserContext context;
    private Page page;

    @BeforeEach
    void openBrowser() {
        Optional<Path> chromium = Stream.concat(Stream.ofNullable(System.getenv("WEIYI_CHROMIUM")), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                chromium.isPresent(), "no Chromium is installed; install one or name it in WEIYI_CHROMIUM");
        it = new PageCity(jdbi, hasher);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.orElseThrow())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        // Whoever looks from another zone sees the city's times all the same.
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(1366, 768)
                .setLocale("zh-CN")
                .setTimezoneId("America/New_York"));
        context.setDefaultTimeout(PATIENCE_MS);
        page = context.newPage();
    }

    @AfterEach
    void closeBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    private void signIn(CityFixture.Person person) {
        page.navigate(site.resolve("/sign-in").toString());
        page.fill("#username", person.username());
        page.fill("#password", CityFixture.PASSWORD);
        page.locator("main button[type=submit]").click();
        page.waitForURL(Pattern.compile(".*/(instruments|lab/board|members|bookings).*"));
    }

    @Test
    void firm_dragsASlot_booksItAndSeesItInItsBookings() {
        signIn(it.member);
        LocalDate day = BusinessTime.dayOf(Instant.now()).plusDays(1);
        page.navigate(site.resolve("/instruments/" + it.instrument.id() + "?week=" + day)
                .toString());
        Locator column = page.locator(".fc-timegrid-col[data-date='" + day + "']");
        column.scrollIntoViewIfNeeded();
        BoundingBox across = column.boundingBox();
        BoundingBox from = slot("10:00:00");
        BoundingBox until = slot("11:30:00");
        double x = across.x + across.width / 2;
        page.mouse().move(x, from.y + 3);
        page.mouse().down();
        page.mouse().move(x, from.y + from.height * 2, new Mouse.MoveOptions().setSteps(4));
        page.mouse().move(x, until.y + until.height - 3, new Mouse.MoveOptions().setSteps(6));
        page.mouse().up();
        assertThat(page.locator("#startsAt")).hasValue(day + "T10:00");
        assertThat(page.locator("#endsBefore")).hasValue(day + "T12:00");
        assertThat(page.locator("#quote-box")).containsText("400.00元");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("确认预约"))
                .click();
        assertThat(page.locator(".note.ok")).containsText("预约成功");
        page.navigate(site.resolve("/bookings").toString());
        assertThat(page.locator("table")).containsText(day + " 10:00–12:00");
        assertThat(page.locator("table")).containsText("已确认");
    }

    private BoundingBox slot(String time) {
        return page.locator(".fc-timegrid-slot-lane[data-time='" + time + "']").boundingBox();
    }

    @Test
    void board_sessionBeginsAndIdles_changesByItself() {
        signIn(it.manager);
        page.navigate(site.resolve("/lab/board").toString());
        Locator tile = page.locator("article[aria-labelledby='tile-" + it.instrument.id() + "']");
        LocatorAssertions.ContainsTextOptions patient =
                new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
        assertThat(tile).containsText("未使用");
        assertThat(page.locator("#live-mark")).containsText("实时更新中", patient);
        long session = it.session(it.instrument);
        assertThat(tile).containsText("运行中", patient);
        it.idle(session);
        assertThat(tile).containsText("空载", patient);
    }

    @Test
    void pages_onAPhone_neverScrollSideways() {
        signIn(it.manager);
        page.setViewportSize(390, 844);
        List<String> paths = List.of(
                "/",
                "/instruments",
                "/instruments/" + it.instrument.id(),
                "/service-items",
                "/lab/board",
                "/lab/bookings",
                "/lab/devices",
                "/charges");
        for (String path : paths) {
            page.navigate(site.resolve(path).toString());
            Object wider =
                    page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assertions.assertThat(((Number) wider).intValue()).as(path).isLessThanOrEqualTo(0);
        }
    }
}
