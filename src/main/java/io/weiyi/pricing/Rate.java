package io.weiyi.pricing;

import io.weiyi.kernel.money.Fen;

/**
 * The prices of a tariff for one tier.
 *
 * @param setup once per subject that was used
 * @param hour for an hour
 * @param sample for a sample
 * @param minimum what a subject that was used costs at least
 */
public record Rate(Fen setup, Fen hour, Fen sample, Fen minimum) {

    public Rate {
        if (setup.isNegative() || hour.isNegative() || sample.isNegative() || minimum.isNegative()) {
            throw new IllegalArgumentException("a price must not be negative");
        }
    }
}
