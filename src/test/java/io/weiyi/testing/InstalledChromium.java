package io.weiyi.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Tracing;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium of this machine, one process for a whole class of tests. */
public final class InstalledChromium implements AutoCloseable {

    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final double PATIENCE_MS = 30_000;

    private final Playwright playwright;
    private final Browser browser;

    private InstalledChromium(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** The sizes that pages are made for. */
    public enum Size {
        DESK(1366, 768),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Size(int width, int height) {
            this.width = width;
            this.height = height;
        }

        public void on(Page page) {
            page.setViewportSize(width, height);
        }
    }

    /** Starts it, or skips the tests and says why. */
    public static InstalledChromium start() {
        Optional<Path> chromium = Stream.concat(Stream.ofNullable(System.getenv("WEIYI_CHROMIUM")), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                chromium.isPresent(), "no Chromium is installed; install one or name it in WEIYI_CHROMIUM");
        return new InstalledChromium(chromium.orElseThrow());
    }

    /**
     * Does something in a window of its own. When it fails, what was seen is kept as a trace in target/traces.
     *
     * @param name of the trace
     */
    public void visit(String name, URI site, Size size, Consumer<Visit> work) {
        // Whoever looks from another zone sees the city's times all the same.
        try (BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setLocale("zh-CN").setTimezoneId("America/New_York"))) {
            context.setDefaultTimeout(PATIENCE_MS);
            context.tracing()
                    .start(new Tracing.StartOptions().setScreenshots(true).setSnapshots(true));
            Page page = context.newPage();
            size.on(page);
            try {
                work.accept(new Visit(site, context, page));
            } catch (RuntimeException | AssertionError e) {
                context.tracing().stop(new Tracing.StopOptions().setPath(Path.of("target", "traces", name + ".zip")));
                throw e;
            }
        }
    }

    @Override
    public void close() {
        playwright.close();
    }

    /** One window of one reader. */
    public record Visit(URI site, BrowserContext context, Page page) {

        public void go(String path) {
            page.navigate(site.resolve(path).toString());
        }

        /** Whose window it is from now on, by the session; nobody's without one. */
        public void become(String session) {
            context.clearCookies();
            if (!session.isEmpty()) {
                context.addCookies(List.of(new Cookie("weiyi_session", session)
                        .setDomain(site.getHost())
                        .setPath("/")));
            }
        }

        /** Where the window is, without the host. */
        public String path() {
            return URI.create(page.url()).getPath();
        }

        /** By how many pixels the page is wider than the window. */
        public int tooWide() {
            Object wider =
                    page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            return ((Number) wider).intValue();
        }
    }
}
