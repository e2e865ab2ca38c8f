package io.weiyi.agent.link;

import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.route.Route;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT 5 connection over TLS. The client id is the device's id; the session is clean and ends with the connection, for
 * the journal knows better than any broker what is still to be delivered.
 */
final class MqttConnection implements Connection {
    private static final System.Logger LOG = System.getLogger(MqttConnection.class.getName());
    private static final int QOS = 1;
    private static final int CONNECT_SECONDS = 10;
    private static final int MQTT_PORT = 8883;
    private static final int WEB_PORT = 443;
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int RECEIVE_MAXIMUM_PRESET = 65_535;
    private static final long PACKET_BYTES_MAX = 128 * 1024;
    private static final int FIRST_FAILURE = 128;
    private static final long FAREWELL_MILLIS = 400;

    private final MqttAsyncClient client;
    private final Topics topics;
    private final Listener listener;
    private final AtomicBoolean ended = new AtomicBoolean();

    private MqttConnection(MqttAsyncClient client, Topics topics, Listener listener) {
        this.client = client;
        this.topics = topics;
        this.listener = listener;
    }

    static Opener opener(Supplier<DeviceIdentity> present, Route route) {
        return (lastWill, listener) -> {
            DeviceIdentity identity = present.get();
            String address = address(route.broker(identity.mqttUri()));
            return open(address, route.sockets(identity.sockets()), identity.deviceId(), lastWill, listener);
        };
    }

    /** What the library is to speak; TLS is the business of the route's sockets, below it. */
    private static String address(URI broker) {
        boolean webSocket = "wss".equals(broker.getScheme());
        int port = broker.getPort() < 0 ? (webSocket ? WEB_PORT : MQTT_PORT) : broker.getPort();
        String path = broker.getRawPath() == null ? "" : broker.getRawPath();
        return webSocket ? "ws://" + broker.getHost() + ":" + port + path : "tcp://" + broker.getHost() + ":" + port;
    }

    private static Connection open(
            String address, SocketFactory sockets, String device, byte[] lastWill, Listener listener) {
        Topics topics = new Topics(device);
        try {
            MqttAsyncClient client = new MqttAsyncClient(address, device, new MemoryPersistence());
            MqttConnection connection = new MqttConnection(client, topics, listener);
            client.setCallback(connection.new Callback());
            client.connect(options(sockets, topics, lastWill), null, connection.new Outcome() {
                @Override
                public void onSuccess(IMqttToken token) {
                    connection.subscribe(receiveMaximum(token));
                }
            });
            return connection;
        } catch (MqttException e) {
            throw new IllegalStateException("cannot begin to connect to " + address, e);
        }
    }

    private static MqttConnectionOptions options(SocketFactory sockets, Topics topics, byte[] lastWill) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(sockets);
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setMaximumPacketSize(PACKET_BYTES_MAX);
        options.setWill(topics.state(), retained(lastWill));
        return options;
    }

    private static MqttMessage retained(byte[] payload) {
        MqttMessage message = new MqttMessage(payload);
        message.setQos(QOS);
        message.setRetained(true);
        return message;
    }

    private static int receiveMaximum(IMqttToken token) {
        MqttProperties properties = token.getResponseProperties();
        Integer maximum = properties == null ? null : properties.getReceiveMaximum();
        return maximum == null ? RECEIVE_MAXIMUM_PRESET : maximum;
    }

    private void subscribe(int receiveMaximum) {
        MqttSubscription[] subscriptions = {
            new MqttSubscription(topics.ack(), QOS), new MqttSubscription(topics.config(), QOS)
        };
        try {
            client.subscribe(
                    subscriptions,
                    null,
                    new Outcome() {
                        @Override
                        public void onSuccess(IMqttToken token) {
                            int reason = worst(token);
                            if (reason >= FIRST_FAILURE) {
                                end("the broker refuses the device's own topics, reason " + reason);
                            } else {
                                listener.connected(receiveMaximum);
                            }
                        }
                    },
                    new MqttProperties());
        } catch (MqttException e) {
            end(sentence(e));
        }
    }

    @Override
    public void subscribe() {
        try {
            client.subscribe(new MqttSubscription(topics.ack(), QOS));
        } catch (MqttException e) {
            end(sentence(e));
        }
    }

    @Override
    public boolean send(long seq, String jws) {
        MqttMessage message = new MqttMessage(jws.getBytes(StandardCharsets.US_ASCII));
        message.setQos(QOS);
        try {
            client.publish(topics.usage(), message, null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    // Paho completes a refused publish without an exception; only the reason tells.
                    listener.answered(seq, worst(token));
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    listener.answered(seq, FIRST_FAILURE);
                }
            });
            return true;
        } catch (MqttException e) {
            LOG.log(System.Logger.Level.DEBUG, "reading {0} waits: {1}", seq, sentence(e));
            return false;
        }
    }

    private static int worst(IMqttToken token) {
        int worst = 0;
        int[] reasons = token.getReasonCodes();
        if (reasons != null) {
            for (int reason : reasons) {
                worst = Math.max(worst, reason);
            }
        }
        return worst;
    }

    @Override
    public void publishState(byte[] payload) {
        try {
            client.publish(topics.state(), retained(payload));
        } catch (MqttException e) {
            LOG.log(System.Logger.Level.DEBUG, "state was not published: {0}", sentence(e));
        }
    }

    @Override
    public void sayGoodbye(byte[] payload) {
        try {
            if (client.isConnected()) {
                client.publish(topics.state(), retained(payload)).waitForCompletion(FAREWELL_MILLIS);
            }
        } catch (MqttException e) {
            LOG.log(System.Logger.Level.DEBUG, "state was not published: {0}", sentence(e));
        }
        close();
    }

    @Override
    public void close() {
        ended.set(true);
        try {
            if (client.isConnected()) {
                client.disconnectForcibly(FAREWELL_MILLIS, FAREWELL_MILLIS, true);
            }
            client.close(true);
        } catch (MqttException e) {
            LOG.log(System.Logger.Level.DEBUG, "connection was not closed in order: {0}", sentence(e));
        }
    }

    private void end(String why) {
        if (ended.compareAndSet(false, true)) {
            listener.ended(why);
        }
    }

    private static String sentence(@Nullable Throwable problem) {
        Throwable root = problem;
        while (root != null && root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root == null) {
            return "the connection was closed";
        }
        String message = root.getMessage();
        String name = root.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + message;
    }

    /** The failure of an action that the connection cannot do without. */
    private abstract class Outcome implements MqttActionListener {
        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            end(sentence(cause));
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void disconnected(MqttDisconnectResponse response) {
            MqttException cause = response.getException();
            String reason = response.getReasonString();
            end(reason == null ? sentence(cause) : reason);
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            if (topic.equals(topics.ack())) {
                listener.ackArrived(message.getPayload(), message.isRetained());
            } else if (topic.equals(topics.config())) {
                listener.configArrived(message.getPayload());
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.log(System.Logger.Level.DEBUG, "MQTT: {0}", sentence(exception));
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // Told to each publish's own listener.
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // Told to the listener of connect.
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // The certificate is all the authentication there is.
        }
    }
}
