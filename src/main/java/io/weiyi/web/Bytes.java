package io.weiyi.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Bytes that nobody trusts, in a form that a person can read. */
final class Bytes {

    private static final int PER_LINE = 16;

    private Bytes() {}

    /** As text in UTF-8; what is not printable becomes a dot, so that nothing plays tricks with the page. */
    static String text(byte[] bytes, int most) {
        String text = new String(start(bytes, most), StandardCharsets.UTF_8);
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\\n\\t]]", "·");
    }

    /** Sixteen to a line: offset, hex, and the printable ones of ASCII. */
    static String hex(byte[] bytes, int most) {
        byte[] shown = start(bytes, most);
        StringBuilder out = new StringBuilder(shown.length * 5);
        for (int at = 0; at < shown.length; at += PER_LINE) {
            StringBuilder letters = new StringBuilder(PER_LINE);
            out.append(String.format(Locale.ROOT, "%06x ", at));
            for (int i = at; i < at + PER_LINE; i++) {
                if (i < shown.length) {
                    out.append(String.format(Locale.ROOT, " %02x", shown[i]));
                    letters.append(shown[i] >= ' ' && shown[i] < 0x7F ? (char) shown[i] : '.');
                } else {
                    out.append("   ");
                }
            }
            out.append("  ").append(letters).append('\n');
        }
        return out.toString();
    }

    private static byte[] start(byte[] bytes, int most) {
        return bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
    }
}
