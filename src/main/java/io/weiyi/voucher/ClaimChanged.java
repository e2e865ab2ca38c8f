package io.weiyi.voucher;

import java.time.Instant;

/** A claim went from one state to another; fired inside the transaction of the step. */
public record ClaimChanged(long claimId, ClaimStatus from, ClaimStatus to, Instant at) {}
