package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A device on the wire. */
public record DeviceJson(
        String id,
        List<String> instrumentIds,
        boolean online,
        @Nullable Instant lastSeenAt,
        long lastSeq,
        @Nullable Long skewMs,
        long quarantined,
        String agentVersion,
        String status) {

    static DeviceJson of(DeviceInfo device) {
        return new DeviceJson(
                device.id(),
                device.instrumentIds().stream().map(String::valueOf).toList(),
                device.online(),
                device.lastSeenAt(),
                device.lastSeq(),
                device.skewMs(),
                device.quarantined(),
                device.agentVersion(),
                device.status());
    }
}
