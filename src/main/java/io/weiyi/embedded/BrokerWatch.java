package io.weiyi.embedded;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Looks after who is connected to the embedded broker, and after its certificate. */
@Singleton
class BrokerWatch implements PeriodicJob {

    private static final Duration EVERY = Duration.ofSeconds(15);

    private final EmbeddedBroker broker;

    BrokerWatch(EmbeddedBroker broker) {
        this.broker = broker;
    }

    @Override
    public String name() {
        return "metering.broker-watch";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public void run(Instant now) {
        broker.compareConnections();
        broker.renewCertificate();
    }
}
