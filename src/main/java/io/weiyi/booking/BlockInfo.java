package io.weiyi.booking;

import java.time.Instant;

/** Time in which nobody may book an instrument (停机时段). */
public record BlockInfo(
        long id, BlockKind kind, String reason, Instant startsAt, Instant endsBefore, String setBy, Instant setAt) {}
