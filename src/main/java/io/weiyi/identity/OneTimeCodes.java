package io.weiyi.identity;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.kernel.problem.Problem;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * One-time codes (验证码): six digits, ten minutes, five tries. Only the newest code of a mobile and purpose is good, and a
 * mobile gets one a minute and ten a day, so that a code cannot be guessed and nobody's phone can be flooded.
 */
@Singleton
class OneTimeCodes {

    static final Duration LIFE = Duration.ofMinutes(10);
    static final int TRIES_MAX = 5;
    static final Duration PAUSE = Duration.ofMinutes(1);
    static final int PER_DAY_MAX = 10;
    private static final Duration DAY = Duration.ofHours(24);

    private final Jdbi jdbi;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OneTimeCodes(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** A fresh code; too many of them are a problem that says when the next may be asked for. */
    String issue(String mobile, CodePurpose purpose) {
        Instant now = clock.instant();
        String code = "%06d".formatted(random.nextInt(1_000_000));
        jdbi.useHandle(handle -> {
            // Without this lock two requests at once would both see no earlier code.
            handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))::text")
                    .bind("name", "code:" + mobile)
                    .mapTo(String.class)
                    .list();
            List<Instant> sent = handle.createQuery(
                            "SELECT created_at FROM one_time_code WHERE mobile = :mobile AND created_at > :since ORDER BY created_at DESC")
                    .bind("mobile", mobile)
                    .bind("since", now.minus(DAY))
                    .mapTo(Instant.class)
                    .list();
            if (!sent.isEmpty()) {
                requirePassed(sent.get(0).plus(PAUSE), now);
            }
            if (sent.size() >= PER_DAY_MAX) {
                requirePassed(sent.get(PER_DAY_MAX - 1).plus(DAY), now);
            }
            handle.createUpdate("""
                            INSERT INTO one_time_code (mobile, purpose, code_sha256, created_at, expires_at)
                            VALUES (:mobile, :purpose, :hash, :now, :expires)""")
                    .bind("mobile", mobile)
                    .bind("purpose", purpose.name())
                    .bind("hash", hash(mobile, code))
                    .bind("now", now)
                    .bind("expires", now.plus(LIFE))
                    .execute();
        });
        return code;
    }

    private static void requirePassed(Instant moment, Instant now) {
        if (now.isBefore(moment)) {
            long seconds = Duration.between(now, moment).toSeconds() + 1;
            throw Problem.of(
                            429,
                            "too-many-codes",
                            "Too many codes",
                            "The next code can be sent in " + seconds + " seconds.")
                    .with("retryAfterSeconds", seconds);
        }
    }

    /**
     * Counts a try, in a transaction of its own so that a failing caller cannot undo it, and tells whether the code is
     * right.
     *
     * @return the id to hand to {@link #use}, or empty when the code is wrong, old, used or tried too often
     */
    Optional<Long> tried(String mobile, CodePurpose purpose, String code) {
        return QuarkusTransaction.requiringNew()
                .call(() -> jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE one_time_code SET attempts = attempts + 1
                         WHERE id = (SELECT id FROM one_time_code WHERE mobile = :mobile AND purpose = :purpose ORDER BY id DESC LIMIT 1)
                           AND used_at IS NULL AND expires_at > :now AND attempts < :most
                        RETURNING id, code_sha256""")
                        .bind("mobile", mobile)
                        .bind("purpose", purpose.name())
                        .bind("now", clock.instant())
                        .bind("most", TRIES_MAX)
                        .map((row, context) ->
                                MessageDigest.isEqual(row.getBytes(2), hash(mobile, code)) ? row.getLong(1) : null)
                        .findOne()));
    }

    /** Spends a code in the transaction of what it is for; a second spending finds nothing and is refused. */
    void use(long id) {
        int used = jdbi.withHandle(handle -> handle.createUpdate(
                        "UPDATE one_time_code SET used_at = :now WHERE id = :id AND used_at IS NULL")
                .bind("now", clock.instant())
                .bind("id", id)
                .execute());
        if (used != 1) {
            throw wrong();
        }
    }

    static Problem wrong() {
        return Problem.validation("code", "is wrong or no longer good; ask for a new one");
    }

    private static byte[] hash(String mobile, String code) {
        return AccessTokens.sha256(mobile + ":" + code);
    }
}
