package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Checks;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What comes with the file of an invoice. The names are those that the reading of an invoice answers. */
public record InvoiceDataJson(
        @Nullable String number,
        @Nullable String code,
        @Nullable String type,
        @Nullable String date,
        @Nullable Long amountFen,
        @Nullable String buyerCode,
        @Nullable String sellerCode,
        @Nullable Long allocatedFen,
        @Nullable List<String> chargeIds) {

    private static final Pattern DIGITAL_NUMBER = Pattern.compile("[0-9]{20}");
    private static final Pattern OLDER_NUMBER = Pattern.compile("[0-9]{8,10}");
    private static final Pattern CODE = Pattern.compile("[0-9]{8,12}");
    private static final int TYPE_LENGTH_MAX = 40;
    private static final int CODE_LENGTH_MAX = 20;

    /** Nothing said; the file may say it. */
    static InvoiceDataJson empty() {
        return new InvoiceDataJson(null, null, null, null, null, null, null, null, null);
    }

    /** Whether something is missing without which there is no invoice. */
    boolean isIncomplete() {
        return blank(number) || blank(date) || amountFen == null;
    }

    /** With what a machine read, where nobody said anything. A code belongs to its number and is taken with it. */
    InvoiceDataJson filled(InvoiceReading reading) {
        boolean numberRead = blank(number);
        boolean withTax = reading.source(InvoiceField.AMOUNT).orElse(null) != InvoiceReading.Source.QR_WITHOUT_TAX;
        return new InvoiceDataJson(
                numberRead ? reading.text(InvoiceField.NUMBER).orElse(null) : number,
                numberRead ? reading.text(InvoiceField.CODE).orElse(null) : code,
                blank(type) ? reading.text(InvoiceField.TYPE).orElse(null) : type,
                blank(date) ? reading.text(InvoiceField.DATE).orElse(null) : date,
                amountFen == null && withTax ? reading.amountFen().orElse(null) : amountFen,
                blank(buyerCode) ? reading.text(InvoiceField.BUYER).orElse(null) : buyerCode,
                blank(sellerCode) ? reading.text(InvoiceField.SELLER).orElse(null) : sellerCode,
                allocatedFen,
                chargeIds);
    }

    InvoiceDataJson forCharges(List<Long> ids) {
        return new InvoiceDataJson(
                number,
                code,
                type,
                date,
                amountFen,
                buyerCode,
                sellerCode,
                allocatedFen,
                ids.stream().map(String::valueOf).toList());
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** Everything that is wrong with it at once. */
    InvoiceDetails check(LocalDate today) {
        Checks checks = new Checks();
        String checkedNumber = checks.text(number, "number", CODE_LENGTH_MAX).replace(" ", "");
        String checkedCode = checks.optionalText(code, "code", CODE_LENGTH_MAX).replace(" ", "");
        number(checkedNumber, checkedCode, checks);
        String checkedType = checks.optionalText(type, "type", TYPE_LENGTH_MAX);
        LocalDate day = SettlingChecks.day(date, "date", today, checks);
        Fen amount = SettlingChecks.amount(amountFen, "amountFen", checks);
        Fen part = allocatedFen == null ? null : SettlingChecks.amount(allocatedFen, "allocatedFen", checks);
        checks.require(
                part == null || part.compareTo(amount) <= 0, "allocatedFen", "must not exceed the invoice's amount");
        String buyer = SettlingChecks.optional(buyerCode, "buyerCode", CODE_LENGTH_MAX, checks);
        String seller = SettlingChecks.optional(sellerCode, "sellerCode", CODE_LENGTH_MAX, checks);
        checks.orThrow();
        return new InvoiceDetails(
                checkedNumber,
                checkedCode.isEmpty() ? null : checkedCode,
                checkedType,
                day,
                amount,
                SettlingChecks.upper(buyer),
                SettlingChecks.upper(seller),
                part);
    }

    private static void number(String number, String code, Checks checks) {
        if (number.isEmpty()) {
            return;
        }
        if (DIGITAL_NUMBER.matcher(number).matches()) {
            checks.require(code.isEmpty(), "code", "must be empty: an invoice with a number of 20 digits has no code");
        } else if (OLDER_NUMBER.matcher(number).matches()) {
            checks.require(
                    CODE.matcher(code).matches(), "code", "must have 10 or 12 digits beside a number of 8 digits");
        } else {
            checks.add("number", "must have 20 digits, or 8 digits beside a code");
        }
    }
}
