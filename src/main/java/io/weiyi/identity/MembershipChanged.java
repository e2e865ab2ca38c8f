package io.weiyi.identity;

import java.time.Instant;

/**
 * A membership moved; fired inside the deciding transaction.
 *
 * @param to PENDING, ACTIVE, REJECTED or ENDED
 */
public record MembershipChanged(long membershipId, long personId, long organisationId, String to, Instant at) {}
