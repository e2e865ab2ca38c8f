package io.weiyi.voucher;

import java.util.List;
import java.util.Map;

/** A claim with everything about it: files, what is missing, checks, history and awarded money by line. */
public record ClaimRecord(
        ClaimInfo claim,
        List<ClaimFile> files,
        List<MissingItem> missing,
        List<CheckResult> checks,
        List<ClaimStep> history,
        Map<Long, List<LayerFen>> layers,
        boolean reopenAsked) {

    /** What a layer pays of a line. */
    public record LayerFen(Layer layer, int rateBp, long subsidyFen) {}
}
