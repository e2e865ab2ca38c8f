package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.pricing.PricedLine;
import io.weiyi.pricing.Pricing;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subject costs by what is known now; it becomes a charge unless the live charge says the same.
 *
 * @param sessionIds the usage sessions it was computed from
 */
record Bill(
        ChargeSubject subject,
        long organisationId,
        long providerId,
        @Nullable Long instrumentId,
        YearMonth serviceMonth,
        List<PricedLine> lines,
        List<Long> sessionIds) {

    Bill {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a bill must have a line");
        }
        lines = List.copyOf(lines);
        sessionIds = List.copyOf(sessionIds);
    }

    Fen total() {
        return Pricing.total(lines);
    }
}
