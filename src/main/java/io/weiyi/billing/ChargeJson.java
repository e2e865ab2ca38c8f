package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.money.Quantity;
import io.weiyi.pricing.PricedLine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A charge as sent. Months are written {@code yyyy-MM}; the unit price is in yuan. */
record ChargeJson(
        String id,
        SubjectJson subject,
        String organisationId,
        String providerId,
        @Nullable String instrumentId,
        String serviceMonth,
        String postingMonth,
        String status,
        Fen totalFen,
        List<LineJson> lines,
        @Nullable String reversalOf,
        @Nullable Instant acceptedAt,
        @Nullable String disputeNote,
        List<SettlingJson.InvoiceJson> invoices,
        List<SettlingJson.PaymentJson> payments,
        int version) {

    static ChargeJson of(ChargeInfo charge) {
        return new ChargeJson(
                Long.toString(charge.id()),
                new SubjectJson(
                        charge.subject().kind().name(),
                        Long.toString(charge.subject().id())),
                Long.toString(charge.organisationId()),
                Long.toString(charge.providerId()),
                text(charge.instrumentId()),
                charge.serviceMonth().toString(),
                charge.postingMonth().toString(),
                charge.status().name(),
                charge.total(),
                charge.lines().stream().map(LineJson::of).toList(),
                text(charge.reversalOf()),
                charge.acceptedAt(),
                charge.disputeNote(),
                charge.invoices().stream().map(SettlingJson.InvoiceJson::of).toList(),
                charge.payments().stream().map(SettlingJson.PaymentJson::of).toList(),
                charge.version());
    }

    private static @Nullable String text(@Nullable Long id) {
        return id == null ? null : id.toString();
    }

    /** What the charge is for. */
    record SubjectJson(String kind, String id) {}

    /** A line with its arithmetic in two languages. */
    record LineJson(
            String kind,
            String text,
            String textEn,
            Quantity quantity,
            String unit,
            Quantity unitPrice,
            Fen amountFen,
            String tariffId,
            int tariffVersion) {

        static LineJson of(PricedLine line) {
            return new LineJson(
                    line.kind().name(),
                    line.textZh(),
                    line.textEn(),
                    line.quantity(),
                    line.unit(),
                    Quantity.ofYuan(line.unitPrice()),
                    line.amount(),
                    Long.toString(line.tariffId()),
                    line.tariffVersion());
        }
    }
}
