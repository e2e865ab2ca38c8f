package io.weiyi.agent.plug;

import io.weiyi.agent.config.PlugBroker;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.probe.Rounds;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Listens on the laboratory's own broker for all plugs of this agent, over one connection that comes back by itself. */
final class PlugEar implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PlugEar.class.getName());
    private static final int PORT = 1883;
    private static final int QOS = 0;
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int CONNECT_SECONDS = 5;
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final long PACKET_BYTES_MAX = 64 * 1024;

    private final String address;
    private final MqttConnectionOptions options = new MqttConnectionOptions();
    private final List<HeardPlug> plugs = new CopyOnWriteArrayList<>();
    private final Rounds rounds = new Rounds("plugs", this::listen, WAIT);

    PlugEar(PlugBroker broker) throws Refusal {
        this.address = address(broker.uri());
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setMaximumPacketSize(PACKET_BYTES_MAX);
        if (!broker.user().isEmpty()) {
            options.setUserName(broker.user());
            options.setPassword(broker.password().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String address(String text) throws Refusal {
        try {
            URI uri = URI.create(text);
            if (("mqtt".equals(uri.getScheme()) || "tcp".equals(uri.getScheme())) && uri.getHost() != null) {
                return "tcp://" + uri.getHost() + ":" + (uri.getPort() < 0 ? PORT : uri.getPort());
            }
        } catch (IllegalArgumentException e) {
            // The same sentence.
        }
        throw new Refusal("The setting plug-broker must be mqtt:// and an address, not '" + text + "'.");
    }

    HeardPlug add(HeardPlug plug) {
        plugs.add(plug);
        return plug;
    }

    void start() {
        rounds.start();
    }

    /** Hears until the connection ends; the next round connects anew. */
    private void listen() {
        try {
            hear();
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private void hear() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try {
            MqttAsyncClient client =
                    new MqttAsyncClient(address, "weiyi-" + UUID.randomUUID(), new MemoryPersistence());
            try {
                client.setCallback(new Ear(ended));
                client.connect(options).waitForCompletion(WAIT.toMillis());
                client.subscribe(topics()).waitForCompletion(WAIT.toMillis());
                ended.await();
            } finally {
                if (client.isConnected()) {
                    client.disconnectForcibly(0, 0, false);
                }
                client.close(true);
            }
        } catch (MqttException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the broker of the plugs cannot be heard: {0}", e.getMessage());
            plugs.forEach(plug -> plug.deaf("the broker " + address + " cannot be reached"));
        }
    }

    private MqttSubscription[] topics() {
        return plugs.stream()
                .map(HeardPlug::address)
                .flatMap(plug -> Stream.concat(
                        plug.format().valueTopics(plug.name(), plug.channel()).stream(),
                        Stream.of(plug.format().presenceTopic(plug.name()))))
                .distinct()
                .map(topic -> new MqttSubscription(topic, QOS))
                .toArray(MqttSubscription[]::new);
    }

    @Override
    public void close() {
        rounds.close();
    }

    private final class Ear implements MqttCallback {
        private final CountDownLatch ended;

        Ear(CountDownLatch ended) {
            this.ended = ended;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            for (HeardPlug plug : plugs) {
                if (plug.listensTo(topic)) {
                    plug.heard(topic, message.getPayload(), message.isRetained());
                }
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            ended.countDown();
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.log(System.Logger.Level.DEBUG, "MQTT of the plugs: {0}", exception.getMessage());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // Nothing is published.
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // Waited for.
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // A password is all there is.
        }
    }
}
