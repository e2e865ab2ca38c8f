package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A usage session, or the part of one that belongs to a booking, as other rooms see it.
 *
 * @param id of the row
 * @param sid as the agent named the session
 * @param bookingId null for unbooked use
 * @param endedAt null while open
 * @param runSeconds active plus idle
 * @param source AGENT, OFFLINE_IMPORT, MANUAL or IMPORTED
 * @param status OPEN, CLOSED, DISPUTED or ADJUSTED
 * @param verification null while open, else VERIFIED, FLAGGED, ESTIMATED, MANUAL or UNVERIFIED
 * @param flags soft problems of its readings; {@code clone} means it must not be billed before a manager decides
 */
public record SessionInfo(
        long id,
        String sid,
        long instrumentId,
        @Nullable Long bookingId,
        @Nullable String deviceId,
        Instant startedAt,
        @Nullable Instant endedAt,
        long runSeconds,
        long activeSeconds,
        long idleSeconds,
        String source,
        String status,
        @Nullable String verification,
        List<String> flags) {

    public SessionInfo {
        flags = List.copyOf(flags);
    }
}
