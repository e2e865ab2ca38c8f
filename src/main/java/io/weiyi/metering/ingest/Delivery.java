package io.weiyi.metering.ingest;

import java.util.concurrent.Future;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker delivered it. It is the broker's until it is acknowledged, and it is acknowledged only after its
 * commit.
 *
 * @param by the connection it came by; no other one can acknowledge it
 * @param inspected a reading, looked at beside the others
 * @param state the payload of a state message, null for a reading
 * @param retained whether it is an old message that the broker kept
 */
record Delivery(
        MqttAsyncClient by,
        int packetId,
        int qos,
        String device,
        @Nullable Future<Message> inspected,
        byte @Nullable [] state,
        boolean retained) {}
