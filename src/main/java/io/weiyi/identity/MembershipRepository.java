package io.weiyi.identity;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

@Singleton
class MembershipRepository implements PanacheRepositoryBase<Membership, Long> {

    Optional<Membership> lock(long id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** The membership that is asked for or holds, if there is one; the database allows one. */
    Optional<Membership> open(long personId, long organisationId) {
        return find(
                        "personId = ?1 and organisationId = ?2 and status in ?3",
                        personId,
                        organisationId,
                        List.of(Membership.PENDING, Membership.ACTIVE))
                .firstResultOptional();
    }

    long pendingOf(long personId) {
        return count("personId = ?1 and status = ?2", personId, Membership.PENDING);
    }
}
