package io.weiyi.web.screens;

import com.microsoft.playwright.Locator;
import io.weiyi.testing.InstalledChromium.Visit;

/** An instrument's page with the form that books its time. */
public final class InstrumentScreen extends Screen {

    InstrumentScreen(Visit visit) {
        super(visit);
        page.locator("#book-title").waitFor();
    }

    public static InstrumentScreen open(Visit visit, long id) {
        visit.go("/instruments/" + id);
        return new InstrumentScreen(visit);
    }

    public InstrumentScreen choose(String startsAt, String endsBefore) {
        page.fill("#startsAt", startsAt);
        page.fill("#endsBefore", endsBefore);
        page.locator("#endsBefore").dispatchEvent("change");
        return this;
    }

    public Locator quote() {
        return page.locator("#quote-box");
    }

    public BookingScreen confirm(String button) {
        press(button);
        page.waitForURL(java.util.regex.Pattern.compile(".*/bookings/\\d+.*"));
        return new BookingScreen(visit);
    }

    public NewOrderScreen orderSamples() {
        page.locator("#book a[href^='/orders/new']").click();
        return new NewOrderScreen(visit);
    }

    public void tells(String text) {
        says(text);
    }
}
