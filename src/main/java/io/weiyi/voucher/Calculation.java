package io.weiyi.voucher;

import java.util.List;

/**
 * A computed subsidy that explains itself.
 *
 * @param subsidyFen the sum of the lines
 */
public record Calculation(String packId, int packVersion, List<Line> lines, long subsidyFen) {

    /**
     * One line: the sum of its layers, and why it is not more.
     *
     * @param steps the arithmetic in order
     */
    public record Line(long subsidyFen, List<LayerShare> layers, List<Reason> reasons, List<Step> steps) {}

    /** What one layer pays of a line, at which rate in basis points. */
    public record LayerShare(Layer layer, int rateBp, long subsidyFen) {}

    /** One step of the arithmetic in both languages. */
    public record Step(String zh, String en) {}
}
