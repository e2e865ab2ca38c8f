package io.weiyi.identity;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Refuses to show demo accounts, whose password everybody knows, to anybody but this machine. */
@Singleton
class StartGuard {

    private static final int BEFORE_EVERYTHING_ELSE = 1;

    private final Jdbi jdbi;
    private final String host;
    private final boolean demo;

    StartGuard(
            Jdbi jdbi,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "weiyi.demo.enabled", defaultValue = "false") boolean demo) {
        this.jdbi = jdbi;
        this.host = host;
        this.demo = demo;
    }

    void check(@Observes @Priority(BEFORE_EVERYTHING_ELSE) StartupEvent event) {
        if (!isLoopback(host) && (demo || demoAccountsExist())) {
            throw new IllegalStateException(
                    "The address " + host
                            + " is open to others while demo accounts with a known password exist; use 127.0.0.1, or start without the demo on an empty database.");
        }
    }

    private boolean demoAccountsExist() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT EXISTS (SELECT FROM person WHERE demo AND status = 'ACTIVE')")
                        .mapTo(Boolean.class)
                        .one());
    }

    static boolean isLoopback(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            // Nothing can listen there, and what cannot be known is not safe.
            return false;
        }
    }
}
