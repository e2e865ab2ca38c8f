package io.weiyi.voucher;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A claim as sent. */
record ClaimJson(
        String id,
        String status,
        String applicantId,
        long estimatedSubsidyFen,
        @Nullable Long subsidyFen,
        List<LineJson> lines,
        List<CheckJson> checks,
        List<MissingJson> missing,
        List<FileJson> evidence,
        List<StepJson> history,
        boolean reopenAsked,
        @Nullable Instant submittedAt,
        @Nullable Instant dueAt,
        int version) {

    static ClaimJson of(ClaimRecord record) {
        ClaimInfo claim = record.claim();
        return new ClaimJson(
                Long.toString(claim.id()),
                claim.status().name(),
                Long.toString(claim.applicantId()),
                claim.estimatedFen(),
                claim.subsidyFen(),
                claim.lines().stream()
                        .map(line -> LineJson.of(line, record.layers().getOrDefault(line.id(), List.of())))
                        .toList(),
                record.checks().stream().map(CheckJson::of).toList(),
                record.missing().stream().map(MissingJson::of).toList(),
                record.files().stream().map(FileJson::of).toList(),
                record.history().stream().map(StepJson::of).toList(),
                record.reopenAsked(),
                claim.submittedAt(),
                claim.dueAt(),
                claim.version());
    }

    /** In lists: without files, checks and history. */
    static ClaimJson brief(ClaimInfo claim) {
        return of(new ClaimRecord(claim, List.of(), List.of(), List.of(), List.of(), Map.of(), false));
    }

    /** One line. */
    record LineJson(
            String id,
            String chargeId,
            String providerId,
            String service,
            String serviceDate,
            long allocatedFen,
            @Nullable String invoiceNumber,
            String packId,
            int packVersion,
            long estimatedSubsidyFen,
            @Nullable Long subsidyFen,
            List<ClaimRecord.LayerFen> layers,
            List<String> reasons) {

        static LineJson of(ClaimInfo.Line line, List<ClaimRecord.LayerFen> layers) {
            return new LineJson(
                    Long.toString(line.id()),
                    Long.toString(line.chargeId()),
                    Long.toString(line.providerId()),
                    line.service().name(),
                    line.serviceDate().toString(),
                    line.allocatedFen(),
                    line.invoiceKey(),
                    line.packCode(),
                    line.packVersion(),
                    line.estimatedFen(),
                    line.subsidyFen(),
                    layers,
                    line.reasons());
        }
    }

    /** What a check found, in both languages. */
    record CheckJson(
            String rule,
            CheckOutcome outcome,
            String reason,
            String reasonEn,
            @Nullable String lineId,
            List<String> evidence) {

        static CheckJson of(CheckResult check) {
            Long line = check.lineId();
            return new CheckJson(
                    check.rule(),
                    check.outcome(),
                    check.reasonZh(),
                    check.reasonEn(),
                    line == null ? null : line.toString(),
                    check.evidence());
        }
    }

    /** What a line still lacks. */
    record MissingJson(String lineId, String type, String text, String textEn) {

        static MissingJson of(MissingItem item) {
            return new MissingJson(
                    Long.toString(item.lineId()),
                    item.type().name(),
                    item.type().zh(),
                    item.type().en());
        }
    }

    /** A file. */
    record FileJson(
            String id,
            @Nullable String chargeId,
            String type,
            String fileName,
            String mediaType,
            long sizeBytes,
            String sha256,
            Instant uploadedAt) {

        static FileJson of(ClaimFile file) {
            Long charge = file.chargeId();
            return new FileJson(
                    Long.toString(file.id()),
                    charge == null ? null : charge.toString(),
                    file.type().name(),
                    file.fileName(),
                    file.mediaType(),
                    file.sizeBytes(),
                    file.sha256(),
                    file.uploadedAt());
        }
    }

    /** A step of its history. */
    record StepJson(
            String move,
            @Nullable String from,
            String to,
            String actor,
            @Nullable String person,
            String note,
            @Nullable Long subsidyFen,
            Instant at) {

        static StepJson of(ClaimStep step) {
            ClaimStatus from = step.from();
            return new StepJson(
                    step.move().name(),
                    from == null ? null : from.name(),
                    step.to().name(),
                    step.actor(),
                    step.personName(),
                    step.note(),
                    step.subsidyFen(),
                    step.at());
        }
    }
}
