package io.weiyi.demo;

import io.weiyi.pricing.Tariff;
import java.time.Instant;
import java.util.List;

/** Which tariff a window is priced by. */
final class Charged {

    private Charged() {}

    /** The tariff that holds at a moment. */
    static Tariff validAt(List<Tariff> tariffs, Instant moment) {
        for (Tariff tariff : tariffs) {
            Instant until = tariff.validUntil();
            if (!moment.isBefore(tariff.validFrom()) && (until == null || moment.isBefore(until))) {
                return tariff;
            }
        }
        throw new IllegalStateException("no tariff holds at " + moment);
    }
}
