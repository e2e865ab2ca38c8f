package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device (采集终端) as pages and lists show it.
 *
 * @param id also the CN of its certificates and its MQTT client id
 * @param ownerId the organisation whose instruments it watches
 * @param instrumentIds what it watches now
 * @param online as its last state message, or its last will, said
 * @param lastSeenAt of any message
 * @param lastSeq the last seq that is acknowledged
 * @param pending readings that are committed and wait for a missing one
 * @param coveredUntil up to when its readings are complete
 * @param skewMs server minus device, null if never synchronised
 * @param quarantined how many messages were refused
 * @param cloned whether two live agents were seen under this identity
 * @param status ACTIVE or REVOKED
 */
public record DeviceInfo(
        String id,
        long ownerId,
        List<Long> instrumentIds,
        boolean online,
        @Nullable Instant lastSeenAt,
        long lastSeq,
        long pending,
        @Nullable Instant coveredUntil,
        @Nullable Long skewMs,
        long quarantined,
        boolean cloned,
        String agentVersion,
        String hostname,
        String status) {

    public DeviceInfo {
        instrumentIds = List.copyOf(instrumentIds);
    }
}
