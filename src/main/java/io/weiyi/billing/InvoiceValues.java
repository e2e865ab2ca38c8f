package io.weiyi.billing;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as invoices write them, brought to one form. */
final class InvoiceValues {

    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,2})?");
    private static final Pattern DAY = Pattern.compile("(20[0-9]{2})\\D{0,3}([0-9]{1,2})\\D{0,3}([0-9]{1,2})(\\D.*)?");

    private InvoiceValues() {}

    /** An amount in yuan such as {@code 1,234.5} as text in fen. */
    static @Nullable String fen(@Nullable String yuan) {
        String plain = yuan == null ? "" : yuan.replaceAll("[,，\\s¥￥]", "");
        if (!AMOUNT.matcher(plain).matches()) {
            return null;
        }
        int point = plain.indexOf('.');
        String yuanPart = point < 0 ? plain : plain.substring(0, point);
        String fenPart = point < 0 ? "" : plain.substring(point + 1);
        return Long.toString(Long.parseLong(yuanPart + (fenPart + "00").substring(0, 2)));
    }

    /** A day such as 20261103, 2026-11-03, 2026年11月03日 or a moment of it, as {@code yyyy-MM-dd}. */
    static @Nullable String day(@Nullable String text) {
        String plain = text == null ? "" : text.strip();
        Matcher matcher = DAY.matcher(
                plain.matches("[0-9]{8,14}")
                        ? plain.substring(0, 4) + "-" + plain.substring(4, 6) + "-" + plain.substring(6, 8)
                        : plain);
        if (!matcher.matches()) {
            return null;
        }
        try {
            return LocalDate.of(
                            Integer.parseInt(matcher.group(1)),
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)))
                    .toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    static @Nullable String digits(@Nullable String text, int min, int max) {
        String plain = text == null ? "" : text.replaceAll("\\s", "");
        return plain.matches("[0-9]{" + min + "," + max + "}") ? plain : null;
    }

    /** A taxpayer's code: 15 to 20 capital letters and digits. */
    static @Nullable String code(@Nullable String text) {
        String plain = text == null ? "" : text.replaceAll("\\s", "").toUpperCase(java.util.Locale.ROOT);
        return plain.matches("[0-9A-Z]{15,20}") ? plain : null;
    }

    /** The form that the two digits in a square code name. */
    static Optional<String> type(String digits) {
        return Optional.ofNullable(
                switch (digits) {
                    case "01" -> "增值税专用发票";
                    case "04" -> "增值税普通发票";
                    case "08" -> "增值税电子专用发票";
                    case "10" -> "增值税电子普通发票";
                    case "11" -> "增值税普通发票（卷式）";
                    case "31" -> "电子发票（增值税专用发票）";
                    case "32" -> "电子发票（普通发票）";
                    default -> null;
                });
    }
}
