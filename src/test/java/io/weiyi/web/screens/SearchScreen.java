package io.weiyi.web.screens;

import com.microsoft.playwright.Locator;
import io.weiyi.testing.InstalledChromium.Visit;

/** Finding an instrument. */
public final class SearchScreen extends Screen {

    public SearchScreen(Visit visit) {
        super(visit);
        visit.go("/instruments");
    }

    public SearchScreen search(String words) {
        page.locator("main #q").fill(words);
        page.locator("main #q").press("Enter");
        page.locator("article.result").first().waitFor();
        return this;
    }

    public InstrumentScreen openFirst() {
        page.locator("article.result h2 a").first().click();
        return new InstrumentScreen(visit);
    }

    public Locator results() {
        return page.locator("article.result");
    }
}
