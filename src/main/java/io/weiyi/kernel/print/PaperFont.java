package io.weiyi.kernel.print;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * Noto Sans SC (SIL Open Font License 1.1), of which a document embeds the letters it shows. A letter that the font does
 * not have is shown as an empty box and never stops a print.
 */
final class PaperFont {

    private static final String FILE = "/fonts/ttf/NotoSansSC/NotoSansSC-Regular.ttf";
    private static final int BOX = 0x25A1;
    private static final int BLOCK = 100;
    private static final float UNITS = 1000;

    private final PDType0Font font;
    private final CmapLookup letters;
    private final SortedMap<Integer, Integer> shown = new TreeMap<>();

    private PaperFont(PDType0Font font, CmapLookup letters) {
        this.font = font;
        this.letters = letters;
    }

    static PaperFont in(PDDocument document) throws IOException {
        try (InputStream file = PaperFont.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the font is not part of this build");
            }
            TrueTypeFont parsed = new TTFParser().parse(new RandomAccessReadBuffer(file));
            // A ligature would stand for two letters under one code, and a search would find neither.
            parsed.setEnableGsub(false);
            return new PaperFont(PDType0Font.load(document, parsed, true), parsed.getUnicodeCmapLookup());
        }
    }

    void show(PDPageContentStream out, String text, float x, float y, float size) throws IOException {
        String known = known(text);
        known.codePoints().forEach(letter -> shown.putIfAbsent(letters.getGlyphId(letter), letter));
        out.beginText();
        out.setFont(font, size);
        out.newLineAtOffset(x, y);
        out.showText(known);
        out.endText();
    }

    /**
     * Says which letter each shown glyph is, once the font's part is embedded. Some letters share a glyph with a radical (⾦
     * and 金); without this a search for the letter in the document finds nothing.
     */
    void spell(PDDocument document) throws IOException {
        StringBuilder map = new StringBuilder("""
                /CIDInit /ProcSet findresource begin 12 dict begin begincmap
                /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
                /CMapName /Adobe-Identity-UCS def /CMapType 2 def
                1 begincodespacerange <0000> <FFFF> endcodespacerange
                """);
        List<Map.Entry<Integer, Integer>> entries = List.copyOf(shown.entrySet());
        for (int from = 0; from < entries.size(); from += BLOCK) {
            List<Map.Entry<Integer, Integer>> block = entries.subList(from, Math.min(from + BLOCK, entries.size()));
            map.append(block.size()).append(" beginbfchar\n");
            for (Map.Entry<Integer, Integer> entry : block) {
                map.append(String.format(Locale.ROOT, "<%04X> <", entry.getKey()));
                for (char unit : Character.toChars(entry.getValue())) {
                    map.append(String.format(Locale.ROOT, "%04X", (int) unit));
                }
                map.append(">\n");
            }
            map.append("endbfchar\n");
        }
        map.append("endcmap CMapName currentdict /CMap defineresource pop end end\n");
        byte[] bytes = map.toString().getBytes(StandardCharsets.US_ASCII);
        font.getCOSObject()
                .setItem(
                        COSName.TO_UNICODE,
                        new PDStream(document, new ByteArrayInputStream(bytes), COSName.FLATE_DECODE));
    }

    float width(String text, float size) throws IOException {
        return font.getStringWidth(known(text)) / UNITS * size;
    }

    /** The text in lines of this width; it breaks between any two letters, and before a word in Latin ones. */
    List<String> wrapped(String text, float size, float width) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            float used = 0;
            for (int letter : known(paragraph).codePoints().toArray()) {
                String one = Character.toString(letter);
                float wide = font.getStringWidth(one) / UNITS * size;
                if (used + wide > width && !line.isEmpty()) {
                    String kept = latin(letter) ? lastWord(line) : "";
                    lines.add(line.substring(0, line.length() - kept.length()).stripTrailing());
                    line = new StringBuilder(kept);
                    used = width(kept, size);
                }
                line.append(one);
                used += wide;
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The word at the end of a line, unless it is all of the line. */
    private static String lastWord(StringBuilder line) {
        int from = line.length();
        while (from > 0 && latin(line.charAt(from - 1))) {
            from--;
        }
        return from == 0 ? "" : line.substring(from);
    }

    private static boolean latin(int letter) {
        return letter > ' ' && letter < 0x250;
    }

    private String known(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .map(letter -> Character.isISOControl(letter) ? ' ' : letter)
                .map(letter -> letters.getGlyphId(letter) == 0 ? BOX : letter)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
