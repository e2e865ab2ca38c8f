package io.weiyi.metering;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Seals committed readings into the day chain, on one server at a time. */
@Singleton
class SealJob implements PeriodicJob {

    private final DayChain chain;
    private final MeteringConfig config;

    SealJob(DayChain chain, MeteringConfig config) {
        this.chain = chain;
        this.config = config;
    }

    @Override
    public String name() {
        return "metering.seal";
    }

    @Override
    public Duration every() {
        return config.seal();
    }

    @Override
    public void run(Instant now) {
        chain.seal(now);
    }
}
