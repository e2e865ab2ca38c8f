package io.weiyi.billing;

import io.weiyi.kernel.problem.Problem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as PDF: the square code of its drawn first page, and its text. What would unpack, or be drawn, to more than an
 * invoice can be is refused before it is unpacked or drawn.
 */
final class InvoicePdf {

    static final int PAGES_MAX = 20;
    static final long PIXELS_MAX = 40_000_000;
    private static final int TEXT_PAGES_MAX = 3;
    private static final int DOTS_PER_INCH = 200;
    private static final int POINTS_PER_INCH = 72;
    private static final int FORM_DEPTH_MAX = 8;
    private static final long UNPACKED_BYTES_MAX = 200L * 1024 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;

    private InvoicePdf() {}

    static void read(byte[] content, InvoiceReading reading) {
        requireUnpacksSmall(content);
        try (PDDocument document = Loader.loadPDF(content)) {
            if (document.getNumberOfPages() == 0 || document.getNumberOfPages() > PAGES_MAX) {
                throw Problem.validation("file", "must have 1 to " + PAGES_MAX + " pages");
            }
            requireDrawable(document.getPage(0));
            BufferedImage picture = new PDFRenderer(document).renderImageWithDPI(0, DOTS_PER_INCH, ImageType.GRAY);
            InvoiceQr.read(picture, reading);
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            stripper.setEndPage(TEXT_PAGES_MAX);
            InvoiceText.read(stripper.getText(document), reading);
        } catch (IOException e) {
            throw Problem.validation("file", "cannot be read as a PDF, or is protected by a password");
        }
    }

    /** Counts what each packed stream of the file would unpack to, without keeping it. */
    private static void requireUnpacksSmall(byte[] content) {
        byte[] mark = "stream".getBytes(StandardCharsets.US_ASCII);
        long left = UNPACKED_BYTES_MAX;
        for (int i = 0; i < content.length - mark.length; i++) {
            if (!java.util.Arrays.equals(content, i, i + mark.length, mark, 0, mark.length)) {
                continue;
            }
            int start = i + mark.length;
            while (start < content.length && (content[start] == '\r' || content[start] == '\n')) {
                start++;
            }
            left -= unpacked(content, start, left);
            if (left < 0) {
                throw Problem.validation("file", "unpacks to more than an invoice may hold");
            }
            i = start - 1;
        }
    }

    private static long unpacked(byte[] content, int start, long limit) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(content, start, content.length - start);
            byte[] buffer = new byte[BUFFER_BYTES];
            long total = 0;
            while (total <= limit && !inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0) {
                    break;
                }
                total += count;
            }
            return total;
        } catch (DataFormatException e) {
            // Not packed this way; it holds what it weighs.
            return 0;
        } finally {
            inflater.end();
        }
    }

    private static void requireDrawable(PDPage page) throws IOException {
        PDRectangle box = page.getCropBox();
        long width = (long) box.getWidth() * DOTS_PER_INCH / POINTS_PER_INCH;
        long height = (long) box.getHeight() * DOTS_PER_INCH / POINTS_PER_INCH;
        requirePixels(width, height);
        requireDrawable(page.getResources(), FORM_DEPTH_MAX);
    }

    private static void requireDrawable(@Nullable PDResources resources, int depth) throws IOException {
        if (resources == null) {
            return;
        }
        if (depth == 0) {
            throw Problem.validation("file", "is nested deeper than an invoice may be");
        }
        for (COSName name : resources.getXObjectNames()) {
            PDXObject object = resources.getXObject(name);
            if (object instanceof PDImageXObject image) {
                requirePixels(image.getWidth(), image.getHeight());
            } else if (object instanceof PDFormXObject form) {
                requireDrawable(form.getResources(), depth - 1);
            }
        }
    }

    static void requirePixels(long width, long height) {
        if (width <= 0 || height <= 0 || width > PIXELS_MAX || height > PIXELS_MAX || width * height > PIXELS_MAX) {
            throw Problem.validation("file", "has more pixels than an invoice may have");
        }
    }
}
