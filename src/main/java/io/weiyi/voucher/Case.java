package io.weiyi.voucher;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a subsidy is computed from. Amounts are fen and never negative.
 *
 * @param applicantRegion six digits, GB/T 2260; the provider's likewise
 * @param usedFen what the applicant, or its group of one actual controller, has had in this calendar year
 * @param usedByLayer the same by layer; null where only the sum is known, which then counts as filled in layer order
 * @param poolRemainingFen what is left in the budget; null for no limit
 * @param poolByLayer the same by layer, where each has a budget of its own; null for none
 * @param yearFundFen the year's fund, for packs that give a cell a share of it
 * @param cellUsedFen what all applicants together have had from this cell
 * @param carriedFen by how much what was left of the cap in earlier years raises it, or what was taken ahead lowers it
 */
public record Case(
        LocalDate serviceDate,
        String applicantRegion,
        ApplicantKind kind,
        Set<Title> titles,
        String providerRegion,
        List<Line> lines,
        long usedFen,
        @Nullable Map<Layer, Long> usedByLayer,
        @Nullable Long poolRemainingFen,
        @Nullable Map<Layer, Long> poolByLayer,
        @Nullable Long yearFundFen,
        long cellUsedFen,
        long carriedFen) {

    /** A case with one budget for all layers. */
    public Case(
            LocalDate serviceDate,
            String applicantRegion,
            ApplicantKind kind,
            Set<Title> titles,
            String providerRegion,
            List<Line> lines,
            long usedFen,
            @Nullable Map<Layer, Long> usedByLayer,
            @Nullable Long poolRemainingFen,
            @Nullable Long yearFundFen,
            long cellUsedFen) {
        this(
                serviceDate,
                applicantRegion,
                kind,
                titles,
                providerRegion,
                lines,
                usedFen,
                usedByLayer,
                poolRemainingFen,
                null,
                yearFundFen,
                cellUsedFen,
                0);
    }

    /**
     * One line of a claim.
     *
     * @param fundedByPack under which pack it was funded before; null for none
     */
    public record Line(long eligibleFen, @Nullable String fundedByPack, Service service) {}
}
