package io.weiyi.billing;

import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.SampleOrderInfo;
import io.weiyi.metering.SessionInfo;
import io.weiyi.pricing.PricedLine;
import io.weiyi.pricing.Tariff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a charge is what it is (为什么是这个金额): its lines, the tariff of each, the use behind it, and the charges of the
 * same subject before and after it.
 *
 * @param booking what was agreed; null unless the subject is a booking
 * @param order what was ordered; null unless the subject is a sample order
 * @param sessions the metered use, in order of time; empty for what nobody metered
 * @param history every charge of the subject with its reversal, oldest first, this one among them
 */
public record ChargeExplanation(
        ChargeInfo charge,
        List<ExplainedLine> lines,
        @Nullable BookingInfo booking,
        @Nullable SampleOrderInfo order,
        List<SessionInfo> sessions,
        List<ChargeInfo> history) {

    public ChargeExplanation {
        lines = List.copyOf(lines);
        sessions = List.copyOf(sessions);
        history = List.copyOf(history);
    }

    /** A line beside the tariff version that priced it. */
    public record ExplainedLine(PricedLine line, Tariff tariff) {}
}
