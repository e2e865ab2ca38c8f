package io.weiyi.billing;

import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Which charges are asked for, within what the caller may see.
 *
 * @param organisationId charges it owes, and for the people of a lab also those it has due; null for all
 * @param month the posting month; null for all
 * @param status null for all
 */
public record ChargeFilter(
        @Nullable Long organisationId,
        @Nullable YearMonth month,
        @Nullable ChargeStatus status) {}
