package io.weiyi.demo;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a demo device will say at a moment, before it has a number, a predecessor and a signature.
 *
 * @param type as the protocol names it
 * @param sid the session; null on a marker
 * @param boot the day's start of the lab PC
 * @param monoMs since that start
 */
record PlannedReading(
        String type,
        Instant at,
        @Nullable UUID sid,
        UUID boot,
        long monoMs,
        long run,
        long active,
        @Nullable String cause) {}
