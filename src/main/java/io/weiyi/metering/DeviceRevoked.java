package io.weiyi.metering;

import java.time.Instant;

/** A device was revoked. Fired inside the transaction that revokes it. */
public record DeviceRevoked(String deviceId, Instant at) {}
