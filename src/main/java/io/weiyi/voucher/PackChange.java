package io.weiyi.voucher;

/**
 * One value that differs between two versions of a pack.
 *
 * @param path such as {@code layers[0].bands[1].rateBp}
 * @param before empty where there was none
 * @param after empty where there is none
 */
public record PackChange(String path, String before, String after) {}
