package io.weiyi.metering;

/** A device has another calibration to follow. Fired inside the transaction that changes it. */
public record CalibrationChanged(String deviceId) {}
