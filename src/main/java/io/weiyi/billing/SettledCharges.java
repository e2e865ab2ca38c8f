package io.weiyi.billing;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Charges on their way from the invoice to the payment: several at once, of one firm and one lab. */
@ApplicationScoped
class SettledCharges {

    private final ChargeRepository charges;
    private final Audit audit;

    SettledCharges(ChargeRepository charges, Audit audit) {
        this.charges = charges;
        this.audit = audit;
    }

    /**
     * The charges, held until the end of the transaction. Locks are taken in the order of the ids, whatever the order
     * asked for, so that two people who settle the same charges wait and do not block each other.
     */
    List<Charge> locked(List<Long> ids, Caller caller, @Nullable Integer expectedVersion) {
        ChargeScope scope = ChargeScope.of(caller);
        Map<Long, Charge> held = new java.util.HashMap<>();
        for (long id : ids.stream().sorted().toList()) {
            Optional<Charge> found =
                    charges.locked(id).filter(charge -> scope.sees(charge.organisationId(), charge.providerId()));
            if (found.isEmpty()) {
                throw id == ids.get(0) ? Problem.notFound() : Problem.validation("chargeIds", "must be ids of charges");
            }
            held.put(id, found.get());
        }
        List<Charge> inOrder = new ArrayList<>();
        for (long id : ids) {
            Charge charge = held.get(id);
            if (charge != null) {
                inOrder.add(charge);
            }
        }
        Charge first = inOrder.get(0);
        if (expectedVersion != null && expectedVersion != first.version()) {
            throw Problem.stale();
        }
        for (Charge charge : inOrder) {
            if (charge.organisationId() != first.organisationId() || charge.providerId() != first.providerId()) {
                throw Problem.validation("chargeIds", "must be charges of one firm and one lab");
            }
        }
        return inOrder;
    }

    void move(Charge charge, ChargeMove move, Instant now, Map<String, Object> detail) {
        ChargeStatus before = charge.status();
        charge.move(move, 0, null, now);
        charges.flush();
        Map<String, Object> all = new java.util.LinkedHashMap<>(detail);
        all.put("from", before.name());
        all.put("to", charge.status().name());
        audit.record(
                "charge." + move.name().toLowerCase(java.util.Locale.ROOT),
                "charge",
                Long.toString(charge.id()),
                charge.organisationId(),
                all);
    }
}
