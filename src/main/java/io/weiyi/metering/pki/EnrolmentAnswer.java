package io.weiyi.metering.pki;

import java.util.List;

/** What an agent gets for its code: its name, its certificate, the authority, where the broker is, what it watches. */
public record EnrolmentAnswer(
        String deviceId, String certificatePem, String caPem, String mqttUri, List<String> instrumentIds) {}
