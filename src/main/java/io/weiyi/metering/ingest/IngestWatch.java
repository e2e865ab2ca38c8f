package io.weiyi.metering.ingest;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Lets readings that waited long enough for a missing one go into their sessions. */
@Singleton
class IngestWatch implements PeriodicJob {

    private static final int DEVICES_MAX = 50;

    private final BatchCommit commit;

    IngestWatch(BatchCommit commit) {
        this.commit = commit;
    }

    @Override
    public String name() {
        return "metering.holes";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(20);
    }

    @Override
    public void run(Instant now) {
        commit.settle(now, DEVICES_MAX);
    }
}
