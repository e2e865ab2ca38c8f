package io.weiyi.pricing;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;

/** Spreads whole seconds over parts of the week in the ratio of weights; the parts sum exactly. */
final class BandShares {

    private BandShares() {}

    /** Every part is rounded down, and the greatest takes what is left; without weights all is of the day. */
    static Map<Band, Long> of(long seconds, Map<Band, Long> weights) {
        long whole = weights.values().stream().mapToLong(Long::longValue).sum();
        if (whole == 0) {
            return Map.of(Band.BASE, seconds);
        }
        Band greatest = greatest(weights);
        Map<Band, Long> parts = new EnumMap<>(Band.class);
        long left = seconds;
        for (Map.Entry<Band, Long> weight : weights.entrySet()) {
            if (weight.getKey() != greatest) {
                long part = BigInteger.valueOf(seconds)
                        .multiply(BigInteger.valueOf(weight.getValue()))
                        .divide(BigInteger.valueOf(whole))
                        .longValueExact();
                parts.put(weight.getKey(), part);
                left -= part;
            }
        }
        parts.put(greatest, left);
        parts.values().removeIf(part -> part == 0);
        return parts;
    }

    /** The part with the most weight; of equals the first, so that the answer is always the same. */
    static Band greatest(Map<Band, Long> weights) {
        Band greatest = Band.BASE;
        long most = -1;
        for (Band band : Band.values()) {
            long weight = weights.getOrDefault(band, -1L);
            if (weight > most) {
                most = weight;
                greatest = band;
            }
        }
        return greatest;
    }
}
