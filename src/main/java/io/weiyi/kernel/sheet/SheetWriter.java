package io.weiyi.kernel.sheet;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * Writes an xlsx row by row. Numbers become numbers and everything else text cells, which no program computes, whatever
 * sign they begin with.
 */
public final class SheetWriter implements AutoCloseable {

    private static final int TEXT_LENGTH_MAX = 32_000;
    private static final int FLUSH_EVERY = 500;
    private static final double WIDTH = 18;

    private final Workbook book;
    private final Worksheet sheet;
    private int row;

    /** Begins a sheet with its headings. */
    public SheetWriter(OutputStream out, String name, List<String> headings) {
        book = new Workbook(out, "Weiyi", "1.0");
        sheet = book.newWorksheet(name);
        for (int i = 0; i < headings.size(); i++) {
            sheet.value(0, i, headings.get(i));
            sheet.style(0, i).bold().set();
            sheet.width(i, WIDTH);
        }
        sheet.freezePane(0, 1);
        row = 1;
    }

    /** Adds a row; null cells stay empty. */
    public void row(List<? extends @Nullable Object> cells) {
        for (int i = 0; i < cells.size(); i++) {
            Object cell = cells.get(i);
            if (cell instanceof Long || cell instanceof Integer || cell instanceof BigDecimal) {
                sheet.value(row, i, (Number) cell);
            } else if (cell != null) {
                sheet.value(row, i, printable(cell.toString()));
            }
        }
        row++;
        if (row % FLUSH_EVERY == 0) {
            try {
                sheet.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A cell takes so much, and a sheet no control characters. */
    private static String printable(String text) {
        String cut = text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
        return cut.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", " ");
    }

    @Override
    public void close() throws IOException {
        book.close();
    }
}
