package io.weiyi.web;

import io.weiyi.billing.InvoiceDataJson;
import io.weiyi.billing.PaymentDataJson;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** The form of an invoice or a bank receipt as it was filled in. */
public final class SettlingForm {

    static final SettlingForm EMPTY = new SettlingForm();

    private static final Pattern YUAN = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,2})?");

    @RestForm
    public @Nullable FileUpload file;

    @RestForm
    public @Nullable String number;

    @RestForm
    public @Nullable String code;

    @RestForm
    public @Nullable String type;

    @RestForm
    public @Nullable String date;

    @RestForm
    public @Nullable String amountFen;

    @RestForm
    public @Nullable String buyerCode;

    @RestForm
    public @Nullable String sellerCode;

    @RestForm
    public @Nullable String payerName;

    @RestForm
    public @Nullable String payeeName;

    @RestForm
    public @Nullable String payerAccount;

    @RestForm
    public @Nullable String payeeAccount;

    @RestForm
    public @Nullable String bankRef;

    InvoiceDataJson invoice() {
        return new InvoiceDataJson(
                empty(number),
                empty(code),
                empty(type),
                empty(date),
                fen(),
                empty(buyerCode),
                empty(sellerCode),
                null,
                null);
    }

    PaymentDataJson payment() {
        return new PaymentDataJson(payerAccount, payeeAccount, payerName, payeeName, bankRef, date, fen(), null);
    }

    /** Yuan as people write them, as fen; what is no amount is refused below as zero is. */
    private @Nullable Long fen() {
        String typed = Inputs.text(amountFen).replaceAll("[,，]", "");
        if (typed.isEmpty()) {
            return null;
        }
        if (!YUAN.matcher(typed).matches()) {
            return 0L;
        }
        int point = typed.indexOf('.');
        String yuan = point < 0 ? typed : typed.substring(0, point);
        String rest = (point < 0 ? "" : typed.substring(point + 1)) + "00";
        return Long.valueOf(yuan + rest.substring(0, 2));
    }

    private static @Nullable String empty(@Nullable String text) {
        return Inputs.text(text).isEmpty() ? null : text;
    }
}
