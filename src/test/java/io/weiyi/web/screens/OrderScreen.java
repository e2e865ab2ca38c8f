package io.weiyi.web.screens;

import com.microsoft.playwright.Locator;
import io.weiyi.testing.InstalledChromium.Visit;

/** A sample order and its next step. */
public final class OrderScreen extends Screen {

    OrderScreen(Visit visit) {
        super(visit);
    }

    public static OrderScreen open(Visit visit, long id) {
        visit.go("/orders/" + id);
        return new OrderScreen(visit);
    }

    public long id() {
        return Long.parseLong(visit.path().replaceFirst(".*/", ""));
    }

    public Locator state() {
        return page.locator(".pagehead .state").first();
    }

    /** Presses the button of the step, such as {@code accept}. */
    public OrderScreen step(String step) {
        page.locator("form[action$='/" + step + "'] button[type=submit]").click();
        page.locator(".note.ok").waitFor();
        return this;
    }
}
