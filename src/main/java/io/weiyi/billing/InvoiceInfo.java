package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice (发票) as other rooms see it. What it says is kept as it was printed or typed, right or wrong; whoever relies
 * on it compares.
 *
 * @param number 20 digits for a fully digital one (数电票), else the number beside the code
 * @param code null for a fully digital one
 * @param type as its form calls itself; empty when nobody said
 * @param amount tax included (价税合计)
 * @param buyerCode credit code of the buyer as printed; null when unknown
 * @param sellerCode credit code of the seller as printed; null when unknown
 * @param providerId who wrote it
 * @param organisationId for whose charges
 * @param uploadedBy the person
 * @param files at least one, the oldest first
 */
public record InvoiceInfo(
        long id,
        String number,
        @Nullable String code,
        String type,
        LocalDate issuedOn,
        Fen amount,
        @Nullable String buyerCode,
        @Nullable String sellerCode,
        long providerId,
        long organisationId,
        long uploadedBy,
        Instant createdAt,
        List<File> files) {

    public InvoiceInfo {
        files = List.copyOf(files);
    }

    InvoiceInfo withFiles(List<File> found) {
        return new InvoiceInfo(
                id,
                number,
                code,
                type,
                issuedOn,
                amount,
                buyerCode,
                sellerCode,
                providerId,
                organisationId,
                uploadedBy,
                createdAt,
                found);
    }

    /** A stored file with its hash. */
    public record File(long blobId, String fileName, String mediaType, String sha256) {}
}
