package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.TimeWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would come of a booking before anybody confirms it (预估).
 *
 * @param refusal why it would be refused; null when the rules allow it
 * @param rule the rule that refuses, with its value; null with the refusal
 * @param nearest what could be booked instead, when it is refused or taken
 * @param taken whether some of the time is taken just now
 * @param quote what it would cost
 * @param expectedSubsidy what a voucher would give back of it; null where nobody can apply for one
 * @param needsApproval whether the owner would have to decide
 */
public record BookingPreview(
        @Nullable RefusalReason refusal,
        @Nullable RefusedRule rule,
        List<TimeWindow> nearest,
        boolean taken,
        Fen quote,
        @Nullable Fen expectedSubsidy,
        boolean needsApproval) {

    public BookingPreview {
        nearest = List.copyOf(nearest);
    }
}
