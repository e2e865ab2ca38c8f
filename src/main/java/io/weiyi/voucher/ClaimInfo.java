package io.weiyi.voucher;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claim (兑付申请) as other rooms see it.
 *
 * @param estimatedFen what it would get by what is known now
 * @param subsidyFen what was approved and reserved; null before
 * @param dueAt when whoever has to act next should have acted
 */
public record ClaimInfo(
        long id,
        long applicantId,
        String applicantNameZh,
        String applicantNameEn,
        long areaId,
        String areaNameZh,
        String areaNameEn,
        ClaimStatus status,
        long estimatedFen,
        @Nullable Long subsidyFen,
        int rounds,
        Instant createdAt,
        @Nullable Instant submittedAt,
        Instant statusSince,
        @Nullable Instant dueAt,
        int version,
        List<Line> lines) {

    public ClaimInfo {
        lines = List.copyOf(lines);
    }

    /**
     * A line (兑付明细).
     *
     * @param invoiceKey the number of a fully digital invoice, else code and number
     */
    public record Line(
            long id,
            long claimId,
            int no,
            long chargeId,
            long providerId,
            String providerNameZh,
            String providerNameEn,
            Service service,
            LocalDate serviceDate,
            long allocatedFen,
            @Nullable String invoiceKey,
            String packCode,
            int packVersion,
            long estimatedFen,
            @Nullable Long subsidyFen,
            List<String> reasons) {}

    ClaimInfo withLines(List<Line> found) {
        return new ClaimInfo(
                id,
                applicantId,
                applicantNameZh,
                applicantNameEn,
                areaId,
                areaNameZh,
                areaNameEn,
                status,
                estimatedFen,
                subsidyFen,
                rounds,
                createdAt,
                submittedAt,
                statusSince,
                dueAt,
                version,
                found);
    }
}
