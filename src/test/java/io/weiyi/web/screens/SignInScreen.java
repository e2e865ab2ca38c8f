package io.weiyi.web.screens;

import io.weiyi.testing.InstalledChromium.Visit;
import java.util.regex.Pattern;

/** The door. */
public final class SignInScreen extends Screen {

    public SignInScreen(Visit visit) {
        super(visit);
    }

    /** Signs in and waits for the first page of the role. */
    public String signIn(String username, String password) {
        visit.go("/sign-in");
        page.fill("#username", username);
        page.fill("#password", password);
        page.locator("main button[type=submit]").click();
        page.waitForURL(Pattern.compile("^(?!.*/(sign-in|start)$).*$"));
        return visit.path();
    }

    public void signOut() {
        page.locator("header form[action='/sign-out'] button").click();
        page.waitForURL(Pattern.compile(".*/sign-in.*"));
    }
}
