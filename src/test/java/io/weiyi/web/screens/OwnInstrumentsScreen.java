package io.weiyi.web.screens;

import com.microsoft.playwright.Locator;
import io.weiyi.testing.InstalledChromium.Visit;
import java.util.Map;

/** An owner's list of instruments and the record of one. */
public final class OwnInstrumentsScreen extends Screen {

    public OwnInstrumentsScreen(Visit visit) {
        super(visit);
        visit.go("/lab/instruments");
    }

    /** Makes a record; select fields are told by their value. */
    public OwnInstrumentsScreen add(Map<String, String> fields) {
        page.locator("a[href='/lab/instruments/new']").click();
        fields.forEach((name, value) -> {
            Locator field = page.locator("#" + name);
            if (field.evaluate("f => f.tagName").equals("SELECT")) {
                field.selectOption(value);
            } else {
                field.fill(value);
            }
        });
        page.locator("form[action='/lab/instruments/new'] button[type=submit]").click();
        page.locator(".note.ok").waitFor();
        return this;
    }

    public OwnInstrumentsScreen change(String field, String value) {
        page.fill("#" + field, value);
        page.locator("form:has(#" + field + ") button[type=submit]").click();
        page.locator(".note.ok").waitFor();
        return this;
    }

    public void tells(String text) {
        says(text);
    }
}
