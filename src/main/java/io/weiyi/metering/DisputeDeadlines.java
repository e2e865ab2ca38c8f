package io.weiyi.metering;

import io.weiyi.kernel.job.WorkHandler;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Tells whom it concerns when the time to answer or to decide has passed and nobody did. */
@Singleton
class DisputeDeadlines implements WorkHandler {

    static final String KIND = "metering.dispute";

    private final DisputeRows rows;
    private final Event<DisputeChanged> changed;

    DisputeDeadlines(DisputeRows rows, Event<DisputeChanged> changed) {
        this.rows = rows;
        this.changed = changed;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        boolean answer = subject.startsWith("answer:");
        long id = Long.parseLong(subject.substring(subject.indexOf(':') + 1));
        rows.find(id)
                .filter(dispute -> answer ? dispute.status().equals("OPEN") : !dispute.isOver())
                .ifPresent(dispute -> changed.fire(new DisputeChanged(
                        id, dispute.sessionId(), answer ? "ANSWER_LATE" : "DECISION_LATE", "", now)));
        return Optional.empty();
    }
}
