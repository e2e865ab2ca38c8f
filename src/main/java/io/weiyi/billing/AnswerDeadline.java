package io.weiyi.billing;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.job.WorkHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Takes the silence of a firm for consent once the days in which it may answer a confirmed charge are over. */
@ApplicationScoped
class AnswerDeadline implements WorkHandler {

    static final String KIND = "billing.answer";

    private final ChargeRepository charges;
    private final Audit audit;

    AnswerDeadline(ChargeRepository charges, Audit audit) {
        this.charges = charges;
        this.audit = audit;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        charges.locked(Long.parseLong(subject))
                .filter(charge -> charge.acceptBySilence(now))
                .ifPresent(charge -> {
                    charges.flush();
                    audit.record("charge.accept-by-silence", "charge", subject, charge.organisationId(), Map.of());
                });
        return Optional.empty();
    }
}
