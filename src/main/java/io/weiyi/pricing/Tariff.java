package io.weiyi.pricing;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an instrument or a service item costs in a span of time (收费标准). Exactly one of the two ids is set.
 *
 * @param version counts from one per instrument or service item
 * @param validUntil exclusive; null while no newer version is known
 * @param stepSeconds counted seconds round up to a multiple of this
 * @param rates the prices of every tier
 * @param bands prices of the night and of the weekend
 */
public record Tariff(
        long id,
        int version,
        @Nullable Long instrumentId,
        @Nullable Long serviceItemId,
        Instant validFrom,
        @Nullable Instant validUntil,
        Basis basis,
        int stepSeconds,
        String note,
        Map<Tier, Rate> rates,
        TimeBands bands) {

    /** A tariff whose hours cost the same at any time. */
    public Tariff(
            long id,
            int version,
            @Nullable Long instrumentId,
            @Nullable Long serviceItemId,
            Instant validFrom,
            @Nullable Instant validUntil,
            Basis basis,
            int stepSeconds,
            String note,
            Map<Tier, Rate> rates) {
        this(
                id,
                version,
                instrumentId,
                serviceItemId,
                validFrom,
                validUntil,
                basis,
                stepSeconds,
                note,
                rates,
                TimeBands.NONE);
    }

    public Tariff {
        if ((instrumentId == null) == (serviceItemId == null)) {
            throw new IllegalArgumentException("a tariff must belong to an instrument or to a service item, not both");
        }
        if (stepSeconds < 1) {
            throw new IllegalArgumentException("stepSeconds must be positive");
        }
        if (rates.size() != Tier.values().length) {
            throw new IllegalArgumentException(
                    "tariff " + id + " must have a rate for every tier, not " + rates.keySet());
        }
        rates = Map.copyOf(new EnumMap<>(rates));
    }

    /** The prices that hold for this tier. */
    public Rate rate(Tier tier) {
        Rate rate = rates.get(tier);
        if (rate == null) {
            throw new IllegalStateException("tariff " + id + " has no rate for " + tier);
        }
        return rate;
    }
}
