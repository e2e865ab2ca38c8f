package io.weiyi.identity;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.Optional;

@Singleton
class OrganisationRepository implements PanacheRepositoryBase<Organisation, Long> {

    /** The row under a lock, so that two officials cannot decide on it at once. */
    Optional<Organisation> lock(long id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    Optional<Organisation> lockByCode(String code) {
        return find("code", code).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }
}
