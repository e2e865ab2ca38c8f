package io.weiyi.voucher;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step in the history of a claim.
 *
 * @param actor as what the person acted
 * @param personName null for jobs and guests
 */
public record ClaimStep(
        ClaimMove move,
        @Nullable ClaimStatus from,
        ClaimStatus to,
        @Nullable Long personId,
        @Nullable String personName,
        String actor,
        String note,
        @Nullable Long subsidyFen,
        Instant at) {}
