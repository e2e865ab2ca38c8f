package io.weiyi.pricing;

/**
 * Samples of one kind in an order.
 *
 * @param name what they are, as the orderer wrote it
 * @param count how many, at least one
 */
public record SampleUse(String name, int count) {

    public SampleUse {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least one");
        }
    }
}
