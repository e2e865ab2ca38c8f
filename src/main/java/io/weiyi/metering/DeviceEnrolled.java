package io.weiyi.metering;

import java.time.Instant;

/** A device got a certificate, for the first time or again. Fired inside the transaction that enrols it. */
public record DeviceEnrolled(String deviceId, Instant at) {}
