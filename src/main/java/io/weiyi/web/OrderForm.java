package io.weiyi.web;

import io.weiyi.booking.NewSampleOrder;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Checks;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What somebody wrote into the form of a sample order (送样单), as they wrote it. */
public record OrderForm(String instrument, String item, List<Row> samples, String desiredBy, String purpose) {

    private static final int KINDS_MAX = 50;
    private static final int COUNT_MAX = 10_000;

    public OrderForm {
        samples = List.copyOf(samples);
    }

    /** One kind of sample; empty rows are left out when the form is read. */
    public record Row(int index, String name, String count, String note) {

        public String nameField() {
            return "samples[" + index + "].name";
        }

        public String countField() {
            return "samples[" + index + "].count";
        }

        boolean isEmpty() {
            return name.isEmpty() && note.isEmpty();
        }
    }

    static OrderForm empty(@Nullable String instrument, @Nullable String item) {
        return new OrderForm(Inputs.text(instrument), Inputs.text(item), List.of(new Row(0, "", "1", "")), "", "");
    }

    /** Puts the columns of the form together; there is always a row to write into. */
    static List<Row> rows(@Nullable List<String> names, @Nullable List<String> counts, @Nullable List<String> notes) {
        List<Row> rows = new ArrayList<>();
        int size = names == null ? 0 : Math.min(names.size(), KINDS_MAX);
        for (int i = 0; i < size; i++) {
            Row row = new Row(rows.size(), at(names, i), at(counts, i), at(notes, i));
            if (!row.isEmpty()) {
                rows.add(row);
            }
        }
        return rows.isEmpty() ? List.of(new Row(0, "", "1", "")) : rows;
    }

    private static String at(@Nullable List<String> values, int index) {
        return values == null || index >= values.size() ? "" : Inputs.text(values.get(index));
    }

    /** The order that is wanted; what cannot be read is a validation problem. */
    NewSampleOrder read() {
        Checks checks = new Checks();
        List<NewSampleOrder.Sample> kinds = new ArrayList<>();
        for (Row row : samples) {
            String name = checks.text(row.name(), row.nameField(), 200);
            int count = count(checks, row);
            kinds.add(new NewSampleOrder.Sample(name, count, row.note()));
        }
        LocalDate day = Inputs.day(desiredBy).orElse(null);
        checks.require(desiredBy.isEmpty() || day != null, "desiredBy", "must be a date");
        String why = checks.optionalText(purpose, "purpose", 1000);
        checks.orThrow();
        return new NewSampleOrder(id(instrument), id(item), kinds, day, why);
    }

    private static int count(Checks checks, Row row) {
        boolean sane = row.count().matches("[0-9]{1,5}");
        int count = sane ? Integer.parseInt(row.count()) : 0;
        checks.require(count >= 1 && count <= COUNT_MAX, row.countField(), "must lie between 1 and " + COUNT_MAX);
        return count;
    }

    private static @Nullable Long id(String text) {
        OptionalLong id = PublicId.parse(text);
        return id.isPresent() ? id.getAsLong() : null;
    }
}
