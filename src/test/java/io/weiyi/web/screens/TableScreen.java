package io.weiyi.web.screens;

import com.microsoft.playwright.Locator;
import io.weiyi.testing.InstalledChromium.Visit;

/** A page that is mostly a list: bookings, members, synonyms, notices and the like. */
public final class TableScreen extends Screen {

    private TableScreen(Visit visit) {
        super(visit);
    }

    public static TableScreen open(Visit visit, String path) {
        visit.go(path);
        return new TableScreen(visit);
    }

    public Locator row(String text) {
        return page.locator("main tr, main article").filter(new Locator.FilterOptions().setHasText(text));
    }

    /** Presses a button within the row that holds a text. */
    public TableScreen inRow(String text, String button) {
        row(text)
                .first()
                .getByRole(
                        com.microsoft.playwright.options.AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
        return this;
    }

    public TableScreen write(String field, String text) {
        page.fill("#" + field, text);
        return this;
    }

    public TableScreen send(String button) {
        press(button);
        return this;
    }

    public Locator told() {
        return page.locator(".note.ok");
    }

    public void tells(String text) {
        says(text);
    }
}
