package io.weiyi.embedded;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Tells the person at the terminal where the embedded instance is to be found. */
@Singleton
class Greeting {

    private static final int AFTER_EVERYTHING_ELSE = Integer.MAX_VALUE;

    private final Jdbi jdbi;
    private final boolean embedded;
    private final String host;
    private final int port;
    private final String store;

    Greeting(
            Jdbi jdbi,
            @ConfigProperty(name = "weiyi.embedded") boolean embedded,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "weiyi.store.dir") String store) {
        this.jdbi = jdbi;
        this.embedded = embedded;
        this.host = host;
        this.port = port;
        this.store = store;
    }

    void greet(@Observes @Priority(AFTER_EVERYTHING_ELSE) StartupEvent event) {
        if (!embedded) {
            return;
        }
        List<String> accounts = jdbi.withHandle(
                handle -> handle.createQuery("SELECT username FROM person WHERE demo ORDER BY id LIMIT 30")
                        .mapTo(String.class)
                        .list());
        StringBuilder text = new StringBuilder("\n  Weiyi 威仪\n");
        text.append("    address        http://")
                .append(host)
                .append(':')
                .append(port)
                .append('\n');
        if (!accounts.isEmpty()) {
            text.append("    demo accounts  ").append(wrapped(accounts)).append('\n');
            text.append("    password       weiyi-demo\n");
        }
        text.append("    data           ").append(store).append('\n');
        text.append("    stop           Ctrl-C\n");
        Launch.say(text.toString());
    }

    private static String wrapped(List<String> accounts) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String account : accounts) {
            if (column > 0 && column + account.length() > 70) {
                text.append("\n                   ");
                column = 0;
            }
            text.append(account).append(' ');
            column += account.length() + 1;
        }
        return text.toString().stripTrailing();
    }
}
