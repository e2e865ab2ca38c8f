package io.weiyi.booking;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class SampleOrderRepository implements PanacheRepositoryBase<SampleOrder, Long> {

    /** The order with its row locked: whoever changes its state does so after whoever came first. */
    Optional<SampleOrder> locked(long id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Orders with their kinds of sample, in one query for all. */
    List<SampleOrder> withKinds(List<Long> ids) {
        return list("SELECT DISTINCT o FROM SampleOrder o LEFT JOIN FETCH o.kinds WHERE o.id IN ?1", ids);
    }
}
