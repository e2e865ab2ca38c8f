package io.weiyi.web.screens;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import io.weiyi.testing.InstalledChromium.Visit;

/** One booking, with what its reader may do. */
public final class BookingScreen extends Screen {

    BookingScreen(Visit visit) {
        super(visit);
    }

    public static BookingScreen open(Visit visit, long id) {
        visit.go("/bookings/" + id);
        return new BookingScreen(visit);
    }

    public Locator state() {
        return page.locator(".pagehead .state").first();
    }

    public BookingScreen move(String startsAt, String endsBefore) {
        page.fill("#startsAt", startsAt);
        page.fill("#endsBefore", endsBefore);
        page.locator("form[action$='/move'] button").click();
        return this;
    }

    public BookingScreen cancel() {
        page.onceDialog(Dialog::accept);
        press("取消预约");
        return this;
    }

    public BookingScreen approve() {
        press("审核通过");
        return this;
    }

    public void tells(String text) {
        says(text);
    }
}
