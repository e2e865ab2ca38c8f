package io.weiyi.billing;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;

/** Charges as rows with a life. */
@ApplicationScoped
class ChargeRepository implements PanacheRepositoryBase<Charge, Long> {

    /** The charge with this id, held until the end of the transaction. */
    Optional<Charge> locked(long id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** The one live charge of a subject. */
    Optional<Charge> live(ChargeSubject subject) {
        return find("subjectKind = ?1 and subjectId = ?2 and live", subject.kind(), subject.id())
                .firstResultOptional();
    }

    /** The one live charge of a subject, held until the end of the transaction. */
    Optional<Charge> liveLocked(ChargeSubject subject) {
        return find("subjectKind = ?1 and subjectId = ?2 and live", subject.kind(), subject.id())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }
}
