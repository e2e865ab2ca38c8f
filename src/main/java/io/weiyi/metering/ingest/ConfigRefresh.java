package io.weiyi.metering.ingest;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Tells devices of bookings that have come near, and of the end of others, now and then. */
@Singleton
class ConfigRefresh implements PeriodicJob {

    private final Publications publications;

    ConfigRefresh(Publications publications) {
        this.publications = publications;
    }

    @Override
    public String name() {
        return "metering.configs";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Instant now) {
        publications.refreshConfigs();
    }
}
