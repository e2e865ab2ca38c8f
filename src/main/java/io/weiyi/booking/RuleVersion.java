package io.weiyi.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of an instrument's rules.
 *
 * @param until null while no later version is planned
 * @param setBy who wrote it; null for what came with the instrument
 */
public record RuleVersion(
        RuleSheet sheet,
        Instant since,
        @Nullable Instant until,
        @Nullable String setBy,
        @Nullable Instant setAt) {}
