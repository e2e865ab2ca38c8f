package io.weiyi.metering.ingest;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Takes signed readings that reach the server by another way than the broker. They meet the same checks and the same
 * commit; only nobody waits for an ack.
 */
@Singleton
public class Ingest {

    private final Inspector inspector;
    private final BatchCommit commit;
    private final Clock clock;

    Ingest(Inspector inspector, BatchCommit commit, Clock clock) {
        this.inspector = inspector;
        this.commit = commit;
        this.clock = clock;
    }

    /** Commits readings of one device in the running transaction; what is refused goes into quarantine. */
    public void take(String device, List<byte[]> readings) {
        Instant now = clock.instant();
        commit.commit(
                readings.stream()
                        .map(reading -> inspector.inspect(device, reading, now))
                        .toList(),
                now);
    }
}
