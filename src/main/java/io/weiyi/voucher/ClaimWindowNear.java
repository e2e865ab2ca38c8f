package io.weiyi.voucher;

import java.time.LocalDate;

/**
 * A claim window (申报期) is open, or near its end, for a firm that has something to claim in it.
 *
 * @param to the last day on which claims may be handed in
 * @param charges how many of its charges no claim has yet
 */
public record ClaimWindowNear(
        long organisationId, String packNameZh, String packNameEn, LocalDate from, LocalDate to, long charges) {}
