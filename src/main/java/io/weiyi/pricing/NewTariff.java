package io.weiyi.pricing;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tariff to be added from a moment on. Exactly one of the two ids is set.
 *
 * @param createdBy the person who decided it; null for what the program makes
 */
public record NewTariff(
        @Nullable Long instrumentId,
        @Nullable Long serviceItemId,
        Instant validFrom,
        Basis basis,
        int stepSeconds,
        String note,
        Map<Tier, Rate> rates,
        TimeBands bands,
        @Nullable Long createdBy) {

    /** A tariff whose hours cost the same at any time. */
    public NewTariff(
            @Nullable Long instrumentId,
            @Nullable Long serviceItemId,
            Instant validFrom,
            Basis basis,
            int stepSeconds,
            String note,
            Map<Tier, Rate> rates,
            @Nullable Long createdBy) {
        this(instrumentId, serviceItemId, validFrom, basis, stepSeconds, note, rates, TimeBands.NONE, createdBy);
    }

    /** The same from another moment on. */
    NewTariff startingAt(Instant start) {
        return new NewTariff(instrumentId, serviceItemId, start, basis, stepSeconds, note, rates, bands, createdBy);
    }

    /** A tariff of an instrument. */
    public static NewTariff ofInstrument(
            long instrumentId, Instant validFrom, Basis basis, int stepSeconds, Map<Tier, Rate> rates) {
        return new NewTariff(instrumentId, null, validFrom, basis, stepSeconds, "", rates, null);
    }

    /** A tariff of a service item, priced per sample. */
    public static NewTariff ofItem(long serviceItemId, Instant validFrom, Map<Tier, Rate> rates) {
        return new NewTariff(null, serviceItemId, validFrom, Basis.ACTIVE, 1, "", rates, null);
    }
}
