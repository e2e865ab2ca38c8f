package io.weiyi.agent.reading;

/**
 * One reading at its place in the device's chain.
 *
 * @param device the device's id
 * @param seq 1, 2, 3…
 * @param prev hash of the JWS before it, "" for the first
 */
public record Reading(String device, long seq, String prev, Content content) {
    public Reading {
        if (seq < 1) {
            throw new IllegalArgumentException("seq must start at 1");
        }
    }
}
