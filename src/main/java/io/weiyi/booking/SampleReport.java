package io.weiyi.booking;

import org.jspecify.annotations.Nullable;

/**
 * The result of an order (检测报告): a number, a file, or both.
 *
 * @param file PDF, PNG or JPEG
 */
public record SampleReport(
        @Nullable String number, @Nullable File file) {

    /** An uploaded file whose kind was told from its content. */
    public record File(String name, String mediaType, byte[] content) {}
}
