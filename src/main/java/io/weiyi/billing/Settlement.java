package io.weiyi.billing;

import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.SampleOrderInfo;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.metering.SessionInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a charge and how it was settled (结算), in one place: what a claim rests on.
 *
 * @param settled whether it is live and paid
 * @param serviceFrom when the service began: start of the booking or session, order of the samples
 * @param serviceUntil when it was rendered: end of the booking or session, end of testing
 * @param booking the slot it is for; null for sample orders and unbooked use
 * @param order the sample order it is for; null otherwise
 * @param sessions the sessions it was computed from, with how far each is verified
 */
public record Settlement(
        ChargeInfo charge,
        boolean settled,
        Instant serviceFrom,
        Instant serviceUntil,
        @Nullable BookingInfo booking,
        @Nullable SampleOrderInfo order,
        List<SessionInfo> sessions) {

    public Settlement {
        sessions = List.copyOf(sessions);
    }

    /** The day of service in the city's calendar, by which rules are chosen. */
    public LocalDate serviceDate() {
        return BusinessTime.dayOf(serviceFrom);
    }

    /** What stands for it, the oldest first. */
    public List<AllocatedInvoice> invoices() {
        return charge.invoices();
    }

    /** What paid it, the oldest first. */
    public List<AllocatedPayment> payments() {
        return charge.payments();
    }

    /** The sum of the parts of invoices that stand for it. */
    public Fen invoiced() {
        return invoices().stream().map(AllocatedInvoice::allocated).reduce(Fen.ZERO, Fen::plus);
    }

    /** The sum of the parts of payments that stand for it. */
    public Fen paid() {
        return payments().stream().map(AllocatedPayment::allocated).reduce(Fen.ZERO, Fen::plus);
    }
}
