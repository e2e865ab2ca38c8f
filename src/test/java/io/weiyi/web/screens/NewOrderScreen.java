package io.weiyi.web.screens;

import io.weiyi.testing.InstalledChromium.Visit;

/** The form of a new sample order. */
public final class NewOrderScreen extends Screen {

    NewOrderScreen(Visit visit) {
        super(visit);
    }

    public NewOrderScreen sample(String name, int count) {
        page.fill("#name-0", name);
        page.fill("#count-0", String.valueOf(count));
        return this;
    }

    public OrderScreen send(String purpose) {
        page.fill("#purpose", purpose);
        page.locator("form[action='/orders/new'] button[type=submit]").click();
        page.waitForURL(java.util.regex.Pattern.compile(".*/orders/\\d+.*"));
        return new OrderScreen(visit);
    }
}
