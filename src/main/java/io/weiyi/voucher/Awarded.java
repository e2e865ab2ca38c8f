package io.weiyi.voucher;

import java.util.List;

/**
 * What a line gets by its pack.
 *
 * @param shares of which layers
 */
record Awarded(long lineId, long subsidyFen, List<Share> shares, List<Reason> reasons) {

    /**
     * One layer's part.
     *
     * @param cell the band of the pack that it comes from
     */
    record Share(Layer layer, int rateBp, int cell, long poolId, int year, String packCode, long fen) {}

    List<String> reasonCodes() {
        return reasons.stream().map(Reason::code).toList();
    }
}
