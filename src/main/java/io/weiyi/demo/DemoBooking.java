package io.weiyi.demo;

import java.time.Instant;

/**
 * A booking of the demo city; instrument, organisation and people are indexes of the plan.
 *
 * @param blockedFrom start of the blocked time, buffer included
 * @param blockedBefore end of the blocked time, buffer included
 * @param active whether the slot is taken
 * @param checkedInAt {@link Instant#MIN} where nobody checked in
 */
record DemoBooking(
        int instrument,
        int organisation,
        int person,
        Instant startsAt,
        Instant endsBefore,
        Instant blockedFrom,
        Instant blockedBefore,
        boolean active,
        boolean selfOperated,
        int purpose,
        String status,
        Instant createdAt,
        Instant checkedInAt,
        boolean overtime) {

    static final Instant NEVER = Instant.MIN;
}
