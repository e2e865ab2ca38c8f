package io.weiyi.metering.ingest;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A connection as a way out, with no more on its way than the broker takes: the library refuses what is beyond, and an ack
 * that is refused leaves its device waiting until it sends again.
 */
final class Outlet {

    private static final int QOS = 1;
    private static final int ON_THEIR_WAY_MAX = 500;
    /** A connection that takes nothing for so long is of no use; the agents send again and are answered again. */
    private static final long WAIT_MS = 10_000;

    private static final long LOOK_MS = 200;

    private final MqttAsyncClient client;
    private final Semaphore room;

    /** @param receiveMaximum how many the broker says it takes at a time */
    Outlet(MqttAsyncClient client, int receiveMaximum) {
        this.client = client;
        this.room = new Semaphore(Math.max(1, Math.min(ON_THEIR_WAY_MAX, receiveMaximum)));
    }

    void publish(String topic, byte[] payload, boolean retained) throws MqttException {
        waitForRoom();
        try {
            client.publish(topic, payload, QOS, retained, null, new Leave());
        } catch (MqttException | RuntimeException e) {
            room.release();
            throw e;
        }
    }

    private void waitForRoom() throws MqttException {
        try {
            for (long waited = 0; !room.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS); waited += LOOK_MS) {
                if (waited >= WAIT_MS || !client.isConnected()) {
                    throw new MqttException(MqttClientException.REASON_CODE_MAX_INFLIGHT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MqttException(e);
        }
    }

    /** Makes room for the next one, whatever became of this one. */
    private final class Leave implements MqttActionListener {

        @Override
        public void onSuccess(IMqttToken token) {
            room.release();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable failure) {
            room.release();
        }
    }
}
