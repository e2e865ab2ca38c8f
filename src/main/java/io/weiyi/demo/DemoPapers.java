package io.weiyi.demo;

import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.blob.FileType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Sample papers of the demo city: one page that stands for every invoice, one for every bank receipt. */
final class DemoPapers {

    private DemoPapers() {}

    /** Where the papers lie. */
    record Kept(long invoiceBlobId, long receiptBlobId) {}

    static Kept keep(BlobStore store) {
        return new Kept(
                store.put(page("Sample invoice of the demo city"), FileType.PDF.mediaType(), "demo-invoice.pdf", null),
                store.put(
                        page("Sample bank receipt of the demo city"),
                        FileType.PDF.mediaType(),
                        "demo-receipt.pdf",
                        null));
    }

    private static byte[] page(String title) {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(PDRectangle.A5);
            document.addPage(page);
            try (PDPageContentStream text = new PDPageContentStream(document, page)) {
                text.beginText();
                text.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 14);
                text.newLineAtOffset(40, 540);
                text.showText(title);
                text.newLineAtOffset(0, -24);
                text.showText("Invented; the real paper is not part of it.");
                text.endText();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a sample paper could not be written", e);
        }
    }
}
