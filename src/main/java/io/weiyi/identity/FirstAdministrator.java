package io.weiyi.identity;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.weiyi.kernel.audit.Audit;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.FileDescriptor;
import java.io.FileWriter;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * A database without any person and without the demo gets one administrator, whose password is shown once at the terminal
 * and is not kept, neither in the log nor in clear anywhere.
 */
@Singleton
class FirstAdministrator {

    private static final int AFTER_THE_GUARD = 10;
    private static final String USERNAME = "admin";
    private static final int PASSWORD_BYTES = 15;

    private final Jdbi jdbi;
    private final PasswordHasher hasher;
    private final RoleGrants roles;
    private final Audit audit;
    private final Clock clock;
    private final boolean demo;

    FirstAdministrator(
            Jdbi jdbi,
            PasswordHasher hasher,
            RoleGrants roles,
            Audit audit,
            Clock clock,
            @ConfigProperty(name = "weiyi.demo.enabled", defaultValue = "false") boolean demo) {
        this.jdbi = jdbi;
        this.hasher = hasher;
        this.roles = roles;
        this.audit = audit;
        this.clock = clock;
        this.demo = demo;
    }

    void appoint(@Observes @Priority(AFTER_THE_GUARD) StartupEvent event) {
        if (demo || peopleExist()) {
            return;
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String hash = hasher.hash(password);
        if (QuarkusTransaction.requiringNew().call(() -> appoint(hash))) {
            say(password);
        }
    }

    private boolean peopleExist() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT FROM person)")
                .mapTo(Boolean.class)
                .one());
    }

    /** False when another server, started in the same moment, was faster. */
    private boolean appoint(String hash) {
        Optional<Long> id = jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO person (username, display_name, password_hash, status, created_at)
                        VALUES (:username, '管理员', :hash, 'ACTIVE', :now)
                        ON CONFLICT ON CONSTRAINT person_username_unique DO NOTHING RETURNING id""")
                .bind("username", USERNAME)
                .bind("hash", hash)
                .bind("now", clock.instant())
                .mapTo(Long.class)
                .findOne());
        id.ifPresent(person -> {
            roles.grantInCity(person, Role.ADMIN, null);
            audit.record("person.first-administrator", "person", Long.toString(person), null, Map.of());
        });
        return id.isPresent();
    }

    private static void say(String password) {
        PrintWriter terminal = new PrintWriter(new FileWriter(FileDescriptor.err));
        terminal.println();
        terminal.println("  First administrator, shown only now: " + USERNAME + " / " + password);
        terminal.println();
        terminal.flush();
    }
}
