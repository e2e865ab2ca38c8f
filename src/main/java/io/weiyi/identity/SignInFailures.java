package io.weiyi.identity;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * The lock-out: five failures of an account within 15 minutes close it until the oldest of them is 15 minutes old.
 * Accounts that do not exist are counted alike, so that the answer tells nobody which ones do.
 */
@Singleton
class SignInFailures {

    static final int FAILURES_MAX = 5;
    static final Duration WINDOW = Duration.ofMinutes(15);

    private final Jdbi jdbi;
    private final Clock clock;
    private final Audit audit;

    SignInFailures(Jdbi jdbi, Clock clock, Audit audit) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.audit = audit;
    }

    /** Passes while the account is open, else the problem that says when to come back. */
    void requireOpen(String account) {
        Instant now = clock.instant();
        List<Instant> recent = recent(account, now);
        if (recent.size() < FAILURES_MAX) {
            return;
        }
        Instant opensAt = recent.get(FAILURES_MAX - 1).plus(WINDOW);
        long seconds = Math.max(1, Duration.between(now, opensAt).toSeconds() + 1);
        throw Problem.of(
                        429,
                        "locked-out",
                        "Locked for a while",
                        "Too many failed sign-ins for this account; try again in " + (seconds + 59) / 60 + " minutes.")
                .with("retryAfterSeconds", seconds);
    }

    /** Counts a failure in a transaction of its own, for the caller is about to fail. */
    void add(String account) {
        QuarkusTransaction.requiringNew().run(() -> {
            Instant now = clock.instant();
            jdbi.useHandle(
                    handle -> handle.createUpdate("INSERT INTO sign_in_failure (account, at) VALUES (:account, :at)")
                            .bind("account", account)
                            .bind("at", now)
                            .execute());
            if (recent(account, now).size() == FAILURES_MAX) {
                audit.record("sign-in.locked", "account", account, null, Map.of());
            }
        });
    }

    void clear(String account) {
        jdbi.useHandle(handle -> handle.createUpdate("DELETE FROM sign_in_failure WHERE account = :account")
                .bind("account", account)
                .execute());
    }

    /** The latest failures that still count, newest first. */
    private List<Instant> recent(String account, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT at FROM sign_in_failure WHERE account = :account AND at > :since ORDER BY at DESC LIMIT :most")
                .bind("account", account)
                .bind("since", now.minus(WINDOW))
                .bind("most", FAILURES_MAX)
                .mapTo(Instant.class)
                .list());
    }
}
