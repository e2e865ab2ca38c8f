package io.weiyi.identity;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** Forgets what has no use any more: tokens that expired, failed sign-ins and codes of past days. */
@Singleton
class ForgetJob implements PeriodicJob {

    private static final Duration KEPT_FOR = Duration.ofDays(2);

    private final Jdbi jdbi;

    ForgetJob(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public String name() {
        return "identity.forget";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public void run(Instant now) {
        Instant old = now.minus(KEPT_FOR);
        jdbi.useHandle(handle -> {
            handle.execute("DELETE FROM access_token WHERE expires_at < ?", old);
            handle.execute("DELETE FROM sign_in_failure WHERE at < ?", old);
            handle.execute("DELETE FROM one_time_code WHERE created_at < ?", old);
        });
    }
}
