package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.pricing.PricedLine;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A charge (费用) as other rooms see it.
 *
 * @param organisationId who owes it
 * @param providerId to whom
 * @param serviceMonth the month of use
 * @param postingMonth the month it counts in; of its statement
 * @param total the exact sum of the lines; negative for a reversal
 * @param reversalOf the charge that this one takes back; null unless it is a reversal (冲销)
 * @param acceptedAt when the firm agreed; null if it has not
 * @param disputeNote why the firm does not agree; null unless it wrote something
 * @param invoices what stands for it, the oldest first
 * @param payments what paid it, the oldest first
 */
public record ChargeInfo(
        long id,
        ChargeSubject subject,
        long organisationId,
        long providerId,
        @Nullable Long instrumentId,
        YearMonth serviceMonth,
        YearMonth postingMonth,
        ChargeStatus status,
        Fen total,
        List<PricedLine> lines,
        @Nullable Long reversalOf,
        @Nullable Instant acceptedAt,
        @Nullable String disputeNote,
        Instant createdAt,
        int version,
        List<AllocatedInvoice> invoices,
        List<AllocatedPayment> payments) {

    public ChargeInfo {
        lines = List.copyOf(lines);
        invoices = List.copyOf(invoices);
        payments = List.copyOf(payments);
    }

    ChargeInfo with(List<PricedLine> found, List<AllocatedInvoice> invoiced, List<AllocatedPayment> paid) {
        return new ChargeInfo(
                id,
                subject,
                organisationId,
                providerId,
                instrumentId,
                serviceMonth,
                postingMonth,
                status,
                total,
                found,
                reversalOf,
                acceptedAt,
                disputeNote,
                createdAt,
                version,
                invoiced,
                paid);
    }
}
