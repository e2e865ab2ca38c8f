package io.weiyi.billing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was read from an invoice, as sent; a field that could not be read is null and has no source. */
record InvoiceReadingJson(FieldsJson fields, Map<String, String> sources, List<InvoiceReading.Warning> warnings) {

    /** The fields in the form in which an invoice is uploaded. */
    record FieldsJson(
            @Nullable String number,
            @Nullable String code,
            @Nullable String type,
            @Nullable String date,
            @Nullable Long amountFen,
            @Nullable String buyerCode,
            @Nullable String sellerCode) {}

    static InvoiceReadingJson of(InvoiceReading reading) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (InvoiceField field : InvoiceField.values()) {
            reading.source(field).ifPresent(source -> sources.put(field.wire(), source.name()));
        }
        return new InvoiceReadingJson(
                new FieldsJson(
                        reading.text(InvoiceField.NUMBER).orElse(null),
                        reading.text(InvoiceField.CODE).orElse(null),
                        reading.text(InvoiceField.TYPE).orElse(null),
                        reading.text(InvoiceField.DATE).orElse(null),
                        reading.amountFen().orElse(null),
                        reading.text(InvoiceField.BUYER).orElse(null),
                        reading.text(InvoiceField.SELLER).orElse(null)),
                sources,
                reading.warnings());
    }
}
