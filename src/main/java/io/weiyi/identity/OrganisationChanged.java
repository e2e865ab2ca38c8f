package io.weiyi.identity;

import java.time.Instant;

/**
 * An office decided on a firm; fired inside the deciding transaction.
 *
 * @param to ACTIVE or REJECTED
 * @param note why, empty when approved without a word
 */
public record OrganisationChanged(long organisationId, long submittedBy, String to, String note, Instant at) {}
