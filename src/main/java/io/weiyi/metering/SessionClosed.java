package io.weiyi.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A usage session, or a part of one, was closed, or corrected by a new row. Fired inside the producing transaction.
 *
 * @param sessionId the new row
 * @param bookingId the booking it belongs to, null for unbooked use
 * @param at the server's time
 */
public record SessionClosed(long sessionId, @Nullable Long bookingId, Instant at) {}
