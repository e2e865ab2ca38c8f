package io.weiyi.booking;

import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the bodies of sample orders; the caller hears of every wrong field at once. */
final class SampleOrderInputs {

    private static final int KINDS_MAX = 200;
    private static final int COUNT_MAX = 10_000;
    private static final int NAME_MAX = 200;
    private static final int NOTE_MAX = 1000;
    private static final int SHORT_TEXT_MAX = 100;
    private static final int REASON_MAX = 500;
    private static final int FILE_NAME_MAX = 200;

    private SampleOrderInputs() {}

    static NewSampleOrder order(SampleOrderJson.@Nullable New body, LocalDate today) {
        if (body == null) {
            throw Problem.malformed("The body is empty.");
        }
        Checks checks = new Checks();
        checks.require(
                (body.instrumentId() == null) != (body.serviceItemId() == null),
                "instrumentId",
                "either this or serviceItemId must be given, not both");
        Long instrument = body.instrumentId() == null ? null : Inputs.id(checks, body.instrumentId(), "instrumentId");
        Long item = body.serviceItemId() == null ? null : Inputs.id(checks, body.serviceItemId(), "serviceItemId");
        List<NewSampleOrder.Sample> samples = samples(checks, body.samples());
        LocalDate desiredBy = Inputs.day(checks, body.desiredBy(), "desiredBy");
        checks.require(desiredBy == null || !desiredBy.isBefore(today), "desiredBy", "must not be in the past");
        String purpose = checks.text(body.purpose(), "purpose", Inputs.PURPOSE_MAX);
        checks.orThrow();
        return new NewSampleOrder(instrument, item, samples, desiredBy, purpose);
    }

    private static List<NewSampleOrder.Sample> samples(
            Checks checks, @Nullable List<SampleOrderJson.@Nullable Sample> given) {
        List<NewSampleOrder.Sample> samples = new ArrayList<>();
        if (given == null || given.isEmpty() || given.size() > KINDS_MAX) {
            checks.add("samples", "must hold 1 to " + KINDS_MAX + " kinds of sample");
            return samples;
        }
        for (int i = 0; i < given.size(); i++) {
            String field = "samples[" + i + "]";
            SampleOrderJson.Sample sample = given.get(i);
            if (sample == null) {
                checks.add(field, "must not be null");
                continue;
            }
            samples.add(new NewSampleOrder.Sample(
                    checks.text(sample.name(), field + ".name", NAME_MAX),
                    count(checks, sample.count(), field + ".count"),
                    checks.optionalText(sample.note(), field + ".note", NOTE_MAX)));
        }
        return samples;
    }

    private static int count(Checks checks, @Nullable Integer count, String field) {
        if (count == null || count < 1 || count > COUNT_MAX) {
            checks.add(field, "must be a whole number from 1 to " + COUNT_MAX);
            return 1;
        }
        return count;
    }

    static @Nullable LocalDate promisedOn(SampleOrderJson.@Nullable Acceptance body) {
        Checks checks = new Checks();
        LocalDate day = body == null ? null : Inputs.day(checks, body.promisedOn(), "promisedOn");
        checks.orThrow();
        return day;
    }

    static String reason(SampleOrderJson.@Nullable Refusal body) {
        return optional(body == null ? null : body.reason(), "reason", REASON_MAX);
    }

    static @Nullable String courierNumber(SampleOrderJson.@Nullable Receipt body) {
        String number = optional(body == null ? null : body.courierNumber(), "courierNumber", SHORT_TEXT_MAX);
        return number.isEmpty() ? null : number;
    }

    private static String optional(@Nullable String text, String field, int most) {
        Checks checks = new Checks();
        String checked = checks.optionalText(text, field, most);
        checks.orThrow();
        return checked;
    }

    static Map<Integer, Integer> tested(SampleOrderJson.@Nullable Result body) {
        Map<Integer, Integer> counts = new TreeMap<>();
        if (body == null || body.samples() == null) {
            return counts;
        }
        Checks checks = new Checks();
        List<SampleOrderJson.@Nullable Tested> given = body.samples();
        for (int i = 0; i < given.size(); i++) {
            String field = "samples[" + i + "]";
            SampleOrderJson.Tested one = given.get(i);
            Integer no = one == null ? null : one.no();
            if (one == null || no == null) {
                checks.add(field + ".no", "must be the number of a kind of sample");
            } else {
                counts.put(no, count(checks, one.count(), field + ".count"));
            }
        }
        checks.orThrow();
        return counts;
    }

    static SampleReport report(@Nullable String number, SampleReport.@Nullable File file) {
        Checks checks = new Checks();
        String checked = checks.optionalText(number, "reportNumber", SHORT_TEXT_MAX);
        checks.require(!checked.isEmpty() || file != null, "reportNumber", "this or a file must be given");
        checks.orThrow();
        return new SampleReport(checked.isEmpty() ? null : checked, file);
    }

    /** A report's file; what it is follows from its first bytes, whatever it is called. */
    static SampleReport.File file(@Nullable String name, byte[] content) {
        String kind = kind(content);
        if (kind == null) {
            throw Problem.validation("file", "must be a PDF, PNG or JPEG file");
        }
        String plain = name == null ? "" : name.replaceAll(".*[/\\\\]", "").replaceAll("\\p{Cntrl}", "");
        String kept = plain.length() > FILE_NAME_MAX ? plain.substring(plain.length() - FILE_NAME_MAX) : plain;
        return new SampleReport.File(kept.isBlank() ? "report" : kept, kind, content);
    }

    private static @Nullable String kind(byte[] content) {
        String head = new String(content, 0, Math.min(content.length, 8), StandardCharsets.ISO_8859_1);
        if (head.startsWith("%PDF-")) {
            return "application/pdf";
        }
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        return head.startsWith("\u00ff\u00d8\u00ff") ? "image/jpeg" : null;
    }
}
