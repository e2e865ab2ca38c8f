package io.weiyi.voucher;

import org.jspecify.annotations.Nullable;

/**
 * Which claims are asked for.
 *
 * @param actor those that wait for somebody who acts as this; null for all
 */
public record ClaimFilter(
        @Nullable Long applicantId,
        @Nullable ClaimStatus status,
        @Nullable ClaimActor actor) {

    public static final ClaimFilter ALL = new ClaimFilter(null, null, null);
}
