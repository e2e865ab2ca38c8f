package io.weiyi.agent.probe;

/** A value counts from its threshold on, and no longer once it has fallen clearly below: it does not flicker at the edge. */
record Threshold(double from, int hysteresisPercent) {
    private static final double PERCENT = 100;

    boolean reached(double value, boolean before) {
        return value >= (before ? from * (PERCENT - hysteresisPercent) / PERCENT : from);
    }
}
