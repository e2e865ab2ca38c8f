package io.weiyi.kernel.print;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;

/** Sets the blocks of a paper on pages, from top to bottom. */
final class PaperWriter implements AutoCloseable {

    private static final float MARGIN = 50;
    private static final float BOTTOM = 60;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;
    private static final float TITLE = 17;
    private static final float HEADING = 12;
    private static final float BODY = 10;
    private static final float SMALL = 8;
    private static final float LEADING = 1.45f;
    private static final float PADDING = 4;
    private static final float QR_SIZE = 92;
    private static final float FACT_NAME = 120;
    private static final float SIGN_HEIGHT = 60;

    private final PDDocument document;
    private final PaperFont font;
    private @Nullable PDPageContentStream out;
    private float y;

    private PaperWriter(PDDocument document) throws IOException {
        this.document = document;
        this.font = PaperFont.in(document);
    }

    static byte[] write(String title, List<Paper.Block> blocks) {
        try (PDDocument document = new PDDocument()) {
            // The document's id is otherwise made of the time, and no two prints would be alike.
            document.setDocumentId(checksum(title));
            document.getDocumentInformation().setTitle(title);
            document.getDocumentInformation().setProducer("Weiyi");
            try (PaperWriter writer = new PaperWriter(document)) {
                writer.title(title);
                for (Paper.Block block : blocks) {
                    writer.block(block);
                }
                writer.close();
                writer.number(title);
                // Saving embeds the part of the font that is used; only then its letters can be named.
                document.save(OutputStream.nullOutputStream());
                writer.font.spell(document);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a PDF in memory could not be written", e);
        }
    }

    private static long checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** Says at the foot of each page which one of how many it is, once that is known. */
    private void number(String title) throws IOException {
        int count = document.getNumberOfPages();
        for (int i = 0; i < count; i++) {
            try (PDPageContentStream foot =
                    new PDPageContentStream(document, document.getPage(i), AppendMode.APPEND, true, true)) {
                font.show(foot, title + "  " + (i + 1) + " / " + count, MARGIN, BOTTOM / 2, SMALL);
            }
        }
    }

    private void title(String title) throws IOException {
        page();
        for (String line : font.wrapped(title, TITLE, WIDTH)) {
            y -= TITLE * LEADING;
            font.show(stream(), line, MARGIN + (WIDTH - font.width(line, TITLE)) / 2, y, TITLE);
        }
        y -= BODY;
    }

    private void block(Paper.Block block) throws IOException {
        if (block instanceof Paper.Text text) {
            lines(text.text(), BODY);
            y -= BODY / 2;
        } else if (block instanceof Paper.Heading heading) {
            room(3 * HEADING * LEADING);
            y -= HEADING / 2;
            lines(heading.text(), HEADING);
            y -= HEADING / 3;
        } else if (block instanceof Paper.Facts facts) {
            for (Map.Entry<String, String> fact : facts.rows()) {
                row(new float[] {FACT_NAME, WIDTH - FACT_NAME}, List.of(fact.getKey(), fact.getValue()), new boolean[] {
                    false, false
                });
            }
            y -= BODY;
        } else if (block instanceof Paper.Table table) {
            table(table);
        } else if (block instanceof Paper.Square square) {
            square(square);
        } else if (block instanceof Paper.Signatures signatures) {
            signatures(signatures);
        }
    }

    private void lines(String text, float size) throws IOException {
        for (String line : font.wrapped(text, size, WIDTH)) {
            room(size * LEADING);
            y -= size * LEADING;
            font.show(stream(), line, MARGIN, y, size);
        }
    }

    private void table(Paper.Table table) throws IOException {
        int shares = table.columns().stream().mapToInt(Paper.Column::share).sum();
        float[] widths = new float[table.columns().size()];
        boolean[] figures = new boolean[widths.length];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = WIDTH * table.columns().get(i).share() / shares;
            figures[i] = table.columns().get(i).figure();
        }
        List<String> headings =
                table.columns().stream().map(Paper.Column::heading).toList();
        room(3 * BODY * LEADING);
        row(widths, headings, figures);
        for (List<String> cells : table.rows()) {
            if (y - height(widths, cells) < BOTTOM) {
                page();
                row(widths, headings, figures);
            }
            row(widths, cells, figures);
        }
        y -= BODY;
    }

    private float height(float[] widths, List<String> cells) throws IOException {
        int most = 1;
        for (int i = 0; i < cells.size(); i++) {
            most = Math.max(
                    most,
                    font.wrapped(cells.get(i), BODY, widths[i] - 2 * PADDING).size());
        }
        return most * BODY * LEADING + PADDING;
    }

    private void row(float[] widths, List<String> cells, boolean[] figures) throws IOException {
        float height = height(widths, cells);
        room(height);
        float x = MARGIN;
        for (int i = 0; i < cells.size(); i++) {
            stream().setLineWidth(0.5f);
            stream().addRect(x, y - height, widths[i], height);
            stream().stroke();
            float at = y;
            for (String line : font.wrapped(cells.get(i), BODY, widths[i] - 2 * PADDING)) {
                at -= BODY * LEADING;
                float from = figures[i] ? x + widths[i] - PADDING - font.width(line, BODY) : x + PADDING;
                font.show(stream(), line, from, at + PADDING / 2, BODY);
            }
            x += widths[i];
        }
        y -= height;
    }

    private void square(Paper.Square square) throws IOException {
        room(QR_SIZE + BODY);
        BitMatrix modules;
        try {
            modules = new QRCodeWriter()
                    .encode(square.content(), BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, 2));
        } catch (WriterException e) {
            throw new IllegalArgumentException("no QR code holds this text", e);
        }
        float module = QR_SIZE / modules.getWidth();
        for (int row = 0; row < modules.getHeight(); row++) {
            for (int column = 0; column < modules.getWidth(); column++) {
                if (modules.get(column, row)) {
                    stream().addRect(MARGIN + column * module, y - (row + 1) * module, module, module);
                }
            }
        }
        stream().fill();
        float at = y - BODY;
        for (String line : font.wrapped(square.caption(), BODY, WIDTH - QR_SIZE - BODY)) {
            at -= BODY * LEADING;
            font.show(stream(), line, MARGIN + QR_SIZE + BODY, at, BODY);
        }
        y -= QR_SIZE + BODY;
    }

    private void signatures(Paper.Signatures signatures) throws IOException {
        room(SIGN_HEIGHT);
        float each = WIDTH / signatures.names().size();
        y -= SIGN_HEIGHT;
        for (int i = 0; i < signatures.names().size(); i++) {
            font.show(stream(), signatures.names().get(i), MARGIN + i * each, y + BODY, BODY);
        }
    }

    private void room(float height) throws IOException {
        if (y - height < BOTTOM) {
            page();
        }
    }

    private void page() throws IOException {
        close();
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        out = new PDPageContentStream(document, page);
        y = PDRectangle.A4.getHeight() - MARGIN;
    }

    private PDPageContentStream stream() {
        if (out == null) {
            throw new IllegalStateException("a paper begins with its title");
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}
