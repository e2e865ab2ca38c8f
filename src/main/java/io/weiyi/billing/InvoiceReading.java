package io.weiyi.billing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a machine read from an invoice (发票识别), each field with where it stood. Sources are asked in the order of trust;
 * where a later one says something else, the first is kept and the difference told.
 */
public final class InvoiceReading {

    /** Where a field was read. */
    public enum Source {
        /** The data of a fully digital invoice. */
        XML,
        /** The square code. */
        QR,
        /** The square code of an older invoice, whose amount is without tax. */
        QR_WITHOUT_TAX,
        /** The text of the PDF. */
        TEXT
    }

    /** A difference between two sources, or what else a person should look at. */
    public record Warning(@Nullable String field, String message) {}

    private final Map<InvoiceField, String> fields = new EnumMap<>(InvoiceField.class);
    private final Map<InvoiceField, Source> sources = new EnumMap<>(InvoiceField.class);
    private final List<Warning> warnings = new ArrayList<>();

    /** Adds what a source says; an empty value says nothing. */
    void add(InvoiceField field, @Nullable String value, Source source) {
        if (value == null || value.isBlank()) {
            return;
        }
        String known = fields.putIfAbsent(field, value.strip());
        if (known == null) {
            sources.put(field, source);
        } else if (sources.get(field) == Source.QR_WITHOUT_TAX) {
            // The amount with tax is the one that counts; the other was only better than nothing.
            fields.put(field, value.strip());
            sources.put(field, source);
        } else if (!known.equals(value.strip()) && source != Source.QR_WITHOUT_TAX && field != InvoiceField.TYPE) {
            warn(field, sources.get(field) + " says " + known + ", " + source + " says " + value.strip());
        }
    }

    void warn(@Nullable InvoiceField field, String message) {
        warnings.add(new Warning(field == null ? null : field.wire(), message));
    }

    Optional<String> text(InvoiceField field) {
        return Optional.ofNullable(fields.get(field));
    }

    Optional<Source> source(InvoiceField field) {
        return Optional.ofNullable(sources.get(field));
    }

    /** The amount in fen, if it was read. */
    Optional<Long> amountFen() {
        return text(InvoiceField.AMOUNT).map(Long::valueOf);
    }

    /** The day of issue, if it was read. */
    Optional<LocalDate> date() {
        return text(InvoiceField.DATE).map(LocalDate::parse);
    }

    /** Differences and what else a person should look at. */
    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }
}
