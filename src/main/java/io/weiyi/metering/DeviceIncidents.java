package io.weiyi.metering;

import java.time.Instant;
import java.util.List;

/**
 * Alerts (终端告警) about devices of one owner that opened, or are over. Fired inside the transaction that notes them, once
 * for each owner and kind, so that a campus without a network is one message and not two hundred.
 *
 * @param kind SILENT, SKEW or CHAIN
 */
public record DeviceIncidents(long ownerId, String kind, boolean opened, List<String> deviceIds, Instant at) {

    public DeviceIncidents {
        deviceIds = List.copyOf(deviceIds);
    }
}
