package io.weiyi.billing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the text of an invoice's PDF says, found by the printed labels. */
final class InvoiceText {

    private static final Pattern NUMBER = Pattern.compile("发票号码\\s*[:：]?\\s*([0-9]{8,20})(?![0-9])");
    private static final Pattern CODE = Pattern.compile("发票代码\\s*[:：]?\\s*([0-9]{10,12})(?![0-9])");
    private static final Pattern DAY =
            Pattern.compile("开票日期\\s*[:：]?\\s*(20[0-9]{2}\\s*年\\s*[0-9]{1,2}\\s*月\\s*[0-9]{1,2}\\s*日)");
    private static final Pattern AMOUNT =
            Pattern.compile("小写\\s*[)）]?\\s*[:：]?\\s*[¥￥]?\\s*([0-9][0-9,]{0,15}\\.[0-9]{2})");
    private static final Pattern PARTY = Pattern.compile("(?:识别号|信用代码)\\s*[:：]?\\s*([0-9A-Z]{15,20})(?![0-9A-Z])");
    private static final Pattern TITLE = Pattern.compile("(电子发票\\s*[（(][^）)\\n]{2,12}[）)])");

    private InvoiceText() {}

    static void read(String text, InvoiceReading reading) {
        add(InvoiceField.NUMBER, first(NUMBER, text), reading);
        add(InvoiceField.CODE, first(CODE, text), reading);
        String day = first(DAY, text);
        add(InvoiceField.DATE, InvoiceValues.day(day == null ? null : day.replaceAll("\\s", "")), reading);
        add(InvoiceField.AMOUNT, InvoiceValues.fen(first(AMOUNT, text)), reading);
        add(InvoiceField.TYPE, first(TITLE, text), reading);
        List<String> parties = new ArrayList<>();
        Matcher party = PARTY.matcher(text);
        while (party.find() && parties.size() < 2) {
            parties.add(party.group(1));
        }
        // The buyer is printed first: at the left of a digital invoice, at the top of an older one.
        if (parties.size() == 2) {
            add(InvoiceField.BUYER, parties.get(0), reading);
            add(InvoiceField.SELLER, parties.get(1), reading);
        }
    }

    private static void add(InvoiceField field, @Nullable String value, InvoiceReading reading) {
        reading.add(field, value, InvoiceReading.Source.TEXT);
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
