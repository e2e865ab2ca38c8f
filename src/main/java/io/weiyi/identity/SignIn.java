package io.weiyi.identity;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Signing in with a name and a password (登录), for programs and for browsers, and signing out. After repeated failures an
 * account is locked for a while, known or not, and an unknown one takes as long to refuse as a known one.
 */
@ApplicationScoped
public class SignIn {

    // No account has such a name; it is not worth a row among the failures.
    private static final int NAME_LENGTH_MAX = 200;

    private final Jdbi jdbi;
    private final PasswordHasher hasher;
    private final AccessTokens tokens;
    private final SignInFailures failures;
    private final IdentityConfig config;
    private final Audit audit;
    private final String nobodysHash;

    SignIn(
            Jdbi jdbi,
            PasswordHasher hasher,
            AccessTokens tokens,
            SignInFailures failures,
            IdentityConfig config,
            Audit audit) {
        this.jdbi = jdbi;
        this.hasher = hasher;
        this.tokens = tokens;
        this.failures = failures;
        this.config = config;
        this.audit = audit;
        this.nobodysHash = hasher.hash("nobody has this password");
    }

    /** A token for a program; a wrong name or password is the problem {@code unauthenticated}. */
    public AccessToken token(String username, String password) {
        return signIn(username, password, AccessTokens.Kind.BEARER, config.tokenLife());
    }

    /** A session for a browser, to be carried by {@link SessionCookie}. */
    public AccessToken session(String username, String password) {
        return signIn(username, password, AccessTokens.Kind.SESSION, config.sessionLife());
    }

    /** Ends a token or session at once. */
    public void signOut(String token) {
        QuarkusTransaction.joiningExisting().run(() -> tokens.revoke(token));
    }

    private AccessToken signIn(String typed, String password, AccessTokens.Kind kind, Duration life) {
        String name = typed.strip().toLowerCase(Locale.ROOT);
        if (name.length() > NAME_LENGTH_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw wrong();
        }
        Optional<Credential> credential = find(name);
        // Failures count for the account, whichever of its names was typed.
        String account = credential.map(Credential::username).orElse(name);
        failures.requireOpen(account);
        String stored = credential.map(Credential::passwordHash).orElse(nobodysHash);
        boolean right = hasher.matches(password, stored) && credential.isPresent();
        if (!right) {
            failures.add(account);
            throw wrong();
        }
        // Attempts that ran beside this one may have failed meanwhile; a lucky guess among them opens nothing.
        failures.requireOpen(account);
        return QuarkusTransaction.requiringNew().call(() -> {
            failures.clear(account);
            long personId = credential.orElseThrow().personId();
            audit.record("sign-in", "person", Long.toString(personId), null, Map.of("kind", kind.name()));
            return tokens.issue(personId, kind, life);
        });
    }

    private static Problem wrong() {
        return Problem.of(401, "unauthenticated", "Sign in first", "The username or the password is wrong.");
    }

    /** By login name or by mobile, which no login name can look like. */
    private Optional<Credential> find(String name) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, username, password_hash FROM person
                         WHERE (username = :name OR mobile = :name) AND status = 'ACTIVE' AND password_hash IS NOT NULL
                         ORDER BY username = :name DESC LIMIT 1""")
                .bind("name", name)
                .map((row, context) -> new Credential(row.getLong(1), row.getString(2), row.getString(3)))
                .findOne());
    }

    private record Credential(long personId, String username, String passwordHash) {}
}
