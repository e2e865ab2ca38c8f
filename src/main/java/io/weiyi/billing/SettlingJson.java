package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The invoices and payments of a charge as sent. */
final class SettlingJson {

    private SettlingJson() {}

    /** An invoice and the part of it that stands for the charge. */
    record InvoiceJson(
            String id,
            String number,
            @Nullable String code,
            String type,
            LocalDate date,
            Fen amountFen,
            Fen allocatedFen,
            @Nullable String buyerCode,
            @Nullable String sellerCode,
            List<FileJson> files) {

        static InvoiceJson of(AllocatedInvoice part) {
            InvoiceInfo invoice = part.invoice();
            return new InvoiceJson(
                    Long.toString(invoice.id()),
                    invoice.number(),
                    invoice.code(),
                    invoice.type(),
                    invoice.issuedOn(),
                    invoice.amount(),
                    part.allocated(),
                    invoice.buyerCode(),
                    invoice.sellerCode(),
                    invoice.files().stream().map(FileJson::of).toList());
        }
    }

    /** A payment and the part of it that stands for the charge. */
    record PaymentJson(
            String id,
            @Nullable String payerAccount,
            @Nullable String payeeAccount,
            @Nullable String payerName,
            @Nullable String payeeName,
            @Nullable String bankRef,
            LocalDate date,
            Fen amountFen,
            Fen allocatedFen,
            String source,
            List<FileJson> files) {

        static PaymentJson of(AllocatedPayment part) {
            PaymentInfo payment = part.payment();
            InvoiceInfo.File file = payment.file();
            return new PaymentJson(
                    Long.toString(payment.id()),
                    payment.payerAccount(),
                    payment.payeeAccount(),
                    payment.payerName(),
                    payment.payeeName(),
                    payment.bankRef(),
                    payment.paidOn(),
                    payment.amount(),
                    part.allocated(),
                    payment.source(),
                    file == null ? List.of() : List.of(FileJson.of(file)));
        }
    }

    /** A stored file. */
    record FileJson(String id, String name, String mediaType, String sha256) {

        static FileJson of(InvoiceInfo.File file) {
            return new FileJson(Long.toString(file.blobId()), file.fileName(), file.mediaType(), file.sha256());
        }
    }
}
