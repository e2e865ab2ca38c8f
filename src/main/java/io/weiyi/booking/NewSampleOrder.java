package io.weiyi.booking;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to have tested (送样申请), its fields already checked one by one. Exactly one of instrument and
 * service item is set.
 *
 * @param samples the kinds of sample; their numbers are given when the order is made
 */
public record NewSampleOrder(
        @Nullable Long instrumentId,
        @Nullable Long serviceItemId,
        List<Sample> samples,
        @Nullable LocalDate desiredBy,
        String purpose) {

    public NewSampleOrder {
        samples = List.copyOf(samples);
    }

    /** A kind of sample and how many of it. */
    public record Sample(String name, int count, String note) {}
}
