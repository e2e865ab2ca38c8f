package io.weiyi.agent.desktop;

import io.weiyi.agent.desktop.Logins.Login;
import io.weiyi.agent.probe.Truth;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Linux has no one place to ask. Who is signed in comes from logind, else from utmp; when something was touched comes from
 * the X server, else from the terminals of those who are signed in. What is missing is said.
 */
final class LinuxDesktop implements Supplier<Glance> {
    private final X11Display display;
    private final Logins logins;

    LinuxDesktop(X11Display display, Logins logins) {
        this.display = display;
        this.logins = logins;
    }

    @Override
    public Glance get() {
        List<Login> present;
        Truth login;
        String why = "";
        try {
            present = logins.present();
            login = Truth.of(!present.isEmpty());
        } catch (IOException e) {
            present = List.of();
            login = Truth.UNKNOWN;
            why = "sign-in: " + e.getMessage();
        }
        try {
            return new Glance(login, display.quietMillis(), why);
        } catch (IOException e) {
            Long terminals = logins.quietMillis(present);
            String missing = "X11: " + e.getMessage();
            return new Glance(
                    login,
                    terminals,
                    terminals != null ? "from terminals" : why.isEmpty() ? missing : why + "; " + missing);
        }
    }
}
