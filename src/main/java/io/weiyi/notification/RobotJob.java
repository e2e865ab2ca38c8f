package io.weiyi.notification;

import io.weiyi.kernel.job.PeriodicJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** Sends what waits for group robots; apart from the texts, so that a slow robot never holds up a one-time code. */
@Singleton
class RobotJob implements PeriodicJob {

    private final Delivery delivery;

    RobotJob(Jdbi jdbi, Robots robots) {
        this.delivery =
                new Delivery(jdbi, "ROBOT", (id, recipient, body) -> robots.send(Long.parseLong(recipient), body));
    }

    @Override
    public String name() {
        return "notification.robots";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(2);
    }

    @Override
    public void run(Instant now) {
        delivery.run(now);
    }
}
