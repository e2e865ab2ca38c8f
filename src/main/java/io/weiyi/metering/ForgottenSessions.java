package io.weiyi.metering;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Closes sessions that somebody began with a phone and nobody ended. */
@Singleton
class ForgottenSessions implements PeriodicJob {

    private static final int ROWS_MAX = 100;

    private final ManualRows rows;
    private final ManualSessions sessions;
    private final MeteringConfig config;

    ForgottenSessions(ManualRows rows, ManualSessions sessions, MeteringConfig config) {
        this.rows = rows;
        this.sessions = sessions;
        this.config = config;
    }

    @Override
    public String name() {
        return "metering.forgotten-sessions";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void run(Instant now) {
        rows.forgotten(now.minus(config.manualForgotten()), now.minus(config.manualUnbooked()), ROWS_MAX)
                .forEach(open -> sessions.forget(open, now));
    }
}
