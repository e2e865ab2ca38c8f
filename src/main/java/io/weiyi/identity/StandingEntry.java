package io.weiyi.identity;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the registers.
 *
 * @param id 0 while it is not stored
 * @param value the title, the size, the relation or the actual controller; empty for the lists
 * @param otherCode the related organisation; null for every other kind
 * @param validUntil exclusive; null for no end
 * @param source where it comes from
 * @param withdrawnAt when it was found wrong; null while it counts
 */
public record StandingEntry(
        long id,
        StandingKind kind,
        String organisationCode,
        String value,
        @Nullable String otherCode,
        LocalDate validFrom,
        @Nullable LocalDate validUntil,
        String source,
        @Nullable Instant createdAt,
        @Nullable Instant withdrawnAt) {}
