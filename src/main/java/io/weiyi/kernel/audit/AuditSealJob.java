package io.weiyi.kernel.audit;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Seals the audit log, on one server at a time. */
@Singleton
class AuditSealJob implements PeriodicJob {

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final AuditChain chain;

    AuditSealJob(AuditChain chain) {
        this.chain = chain;
    }

    @Override
    public String name() {
        return "kernel.audit-seal";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public void run(Instant now) {
        chain.seal(now);
    }
}
