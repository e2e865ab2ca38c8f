package io.weiyi.metering.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jdbi.v3.core.Jdbi;

/** What is measured of ingest, for {@code /q/metrics}. Figures are of this server, but for the connected devices. */
@Singleton
class IngestMeters {

    private static final Duration COUNT_AGE_MAX = Duration.ofSeconds(15);

    private final MeterRegistry registry;
    private final Timer batch;
    private final Timer lag;
    private final Jdbi jdbi;
    private final Clock clock;
    private Instant countedAt = Instant.MIN;
    private long connected;

    IngestMeters(MeterRegistry registry, Jdbi jdbi, Clock clock) {
        this.registry = registry;
        this.jdbi = jdbi;
        this.clock = clock;
        this.batch = Timer.builder("weiyi.ingest.batch")
                .description("How long a batch takes, its transaction included")
                .register(registry);
        this.lag = Timer.builder("weiyi.ingest.lag")
                .description("From the arrival of the oldest message of a batch to its commit")
                .register(registry);
        Gauge.builder("weiyi.devices.online", this, IngestMeters::connected)
                .description("Devices of which the last state says that they are there")
                .register(registry);
    }

    /** A batch is committed. */
    void committed(Collection<Message> messages, Collection<Message.Bad> refused, long nanos, Instant now) {
        batch.record(Duration.ofNanos(nanos));
        messages.stream()
                .map(Message::receivedAt)
                .min(Instant::compareTo)
                .ifPresent(oldest -> lag.record(Duration.between(oldest, now)));
        registry.counter("weiyi.ingest.readings", "result", "accepted")
                .increment(Math.max(0, messages.size() - refused.size()));
        registry.counter("weiyi.ingest.readings", "result", "refused").increment(refused.size());
        refused.forEach(bad -> registry.counter(
                        "weiyi.ingest.quarantined", "reason", bad.reason().code())
                .increment());
    }

    private synchronized double connected() {
        Instant now = clock.instant();
        if (countedAt.plus(COUNT_AGE_MAX).isBefore(now)) {
            connected = jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM device WHERE online")
                    .mapTo(Long.class)
                    .one());
            countedAt = now;
        }
        return connected;
    }
}
