package io.weiyi.kernel.job;

import java.time.Duration;
import java.time.Instant;

/**
 * Something to be done again and again, by one server at a time. Implementations are CDI beans. A run happens in one
 * transaction and must be bounded; it works with the time of the rule it applies, so that it catches up after an outage.
 */
public interface PeriodicJob {

    /** A stable name, unique among jobs. */
    String name();

    /** How long to wait between runs, at least. */
    Duration every();

    /**
     * One run.
     *
     * @param now the time of this run
     */
    void run(Instant now);
}
