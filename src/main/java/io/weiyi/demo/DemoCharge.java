package io.weiyi.demo;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.pricing.PricedLine;
import io.weiyi.pricing.Pricing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** A charge of the demo city; booking and session are their places in the plan. */
record DemoCharge(int booking, int session, String status, Instant createdAt, List<PricedLine> lines) {

    Fen total() {
        return Pricing.total(lines);
    }

    LocalDate postingMonth() {
        return BusinessTime.monthOf(createdAt).atDay(1);
    }
}
