package io.weiyi.web.screens;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.weiyi.testing.InstalledChromium.Visit;

/** What all pages have in common. */
public abstract class Screen {

    final Visit visit;
    public final Page page;

    Screen(Visit visit) {
        this.visit = visit;
        this.page = visit.page();
    }

    Locator button(String name) {
        return page.locator("main")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Presses what may lie below the window, as a thumb would after scrolling. */
    void press(String name) {
        button(name).first().click();
    }

    void says(String text) {
        assertThat(page.locator("main")).containsText(text);
    }
}
