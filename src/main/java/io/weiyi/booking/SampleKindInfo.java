package io.weiyi.booking;

/**
 * A kind of sample within an order.
 *
 * @param no from one, in the order they were written down
 * @param count how many of it
 */
public record SampleKindInfo(int no, String name, int count, String note) {}
