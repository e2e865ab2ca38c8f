package io.weiyi.kernel.job;

import java.time.Instant;
import java.util.Optional;

/** Does the work rows of one kind. Implementations are CDI beans; the same row may be handed over again after a crash. */
public interface WorkHandler {

    /** The kind of rows this handler takes, such as {@code billing.price}. */
    String kind();

    /**
     * Does the work in the running transaction.
     *
     * @param subject what to work on
     * @param now the time of this run
     * @return empty when it is done, else when to try again
     */
    Optional<Instant> handle(String subject, Instant now);
}
