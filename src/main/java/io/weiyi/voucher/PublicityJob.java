package io.weiyi.voucher;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Ends publicity when its working days are over. */
@ApplicationScoped
class PublicityJob implements PeriodicJob {

    private final Publicity publicity;

    PublicityJob(Publicity publicity) {
        this.publicity = publicity;
    }

    @Override
    public String name() {
        return "voucher.publicity";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void run(Instant now) {
        publicity.close(now);
    }
}
