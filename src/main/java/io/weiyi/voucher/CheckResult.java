package io.weiyi.voucher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one automatic check found.
 *
 * @param lineId null for a check over the whole claim
 * @param evidence links to what it looked at
 */
public record CheckResult(
        @Nullable Long lineId,
        String rule,
        CheckOutcome outcome,
        String reasonZh,
        String reasonEn,
        List<String> evidence) {}
