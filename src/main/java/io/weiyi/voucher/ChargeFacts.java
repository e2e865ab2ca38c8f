package io.weiyi.voucher;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a charge when it is claimed: its use, its invoice, its payment.
 *
 * @param subjectKind BOOKING, SESSION or SAMPLE_ORDER
 * @param orderedOn when it was booked or ordered
 * @param serviceDate the day of use
 * @param bookedFrom the agreed window; null without a booking
 * @param hoursSeconds what the charge's lines count as time
 * @param stepSeconds up to which its tariff rounds use
 * @param listed whether its instrument was shared then
 * @param byTariff whether every line has the price of a tariff that held then
 * @param sessions the use it was computed from
 * @param invoices what of it is on which invoice
 */
record ChargeFacts(
        long chargeId,
        String subjectKind,
        long subjectId,
        String status,
        boolean live,
        long organisationId,
        long providerId,
        @Nullable Long instrumentId,
        long totalFen,
        LocalDate orderedOn,
        LocalDate serviceDate,
        @Nullable Instant bookedFrom,
        @Nullable Instant bookedBefore,
        @Nullable String reportNumber,
        long hoursSeconds,
        long stepSeconds,
        boolean listed,
        boolean byTariff,
        List<Session> sessions,
        List<InvoicePart> invoices,
        List<PaymentPart> payments) {

    /** A session (使用记录) of the charge. */
    record Session(
            long id,
            Instant startedAt,
            Instant endedAt,
            long runSeconds,
            long activeSeconds,
            String source,
            String status,
            String verification,
            List<String> flags) {}

    /** An invoice and how much of it stands for this charge. */
    record InvoicePart(
            long invoiceId,
            String key,
            String number,
            String type,
            LocalDate issuedOn,
            long amountFen,
            long allocatedFen,
            @Nullable String buyerCode,
            @Nullable String sellerCode) {}

    /** A payment and how much of it stands for this charge. */
    record PaymentPart(
            long paymentId,
            LocalDate paidOn,
            long allocatedFen,
            long organisationId,
            long providerId,
            @Nullable String payerName,
            @Nullable String payeeName) {}

    /** Whether the firm has paid it, so that it may be claimed. */
    boolean settled() {
        return live && "PAID".equals(status);
    }

    long paidFen() {
        return payments.stream().mapToLong(PaymentPart::allocatedFen).sum();
    }

    long invoicedFen() {
        return invoices.stream().mapToLong(InvoicePart::allocatedFen).sum();
    }

    /** The most that may be claimed of it: the least of charge, invoice and payment. */
    long claimableFen() {
        return Math.min(totalFen, Math.min(invoicedFen(), paidFen()));
    }

    long runSeconds() {
        return sessions.stream().mapToLong(Session::runSeconds).sum();
    }

    long activeSeconds() {
        return sessions.stream().mapToLong(Session::activeSeconds).sum();
    }
}
