package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What an innovation voucher (创新券) would give back of a price, said while one books. A port: vouchers are decided in a
 * room that knows of bookings, and so implements this one.
 */
public interface SubsidyEstimate {

    /**
     * The subsidy as far as it can be known before the use: by the pack of that day and what is left of the cap, without
     * a look at the budget.
     *
     * @param organisationId who would apply
     * @param providerId whose instrument it is
     * @param price the whole charge that is expected
     * @return empty where nobody can apply: an own instrument, or no rule pack that holds on that day
     */
    Optional<Fen> of(long organisationId, long providerId, LocalDate serviceDate, Fen price);
}
