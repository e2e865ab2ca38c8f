package io.weiyi.booking;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;

@ApplicationScoped
class BookingRepository implements PanacheRepositoryBase<Booking, Long> {

    /** The booking with its row locked: whoever changes its state does so after whoever came first. */
    Optional<Booking> locked(long id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }
}
