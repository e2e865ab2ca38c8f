package io.weiyi.notification;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** Sends the texts that wait in the outbox. */
@Singleton
class SendJob implements PeriodicJob {

    private final Delivery delivery;

    SendJob(Jdbi jdbi, SmsGateway gateway) {
        this.delivery = new Delivery(jdbi, "SMS", gateway::send);
    }

    @Override
    public String name() {
        return "notification.send";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void run(Instant now) {
        delivery.run(now);
    }
}
