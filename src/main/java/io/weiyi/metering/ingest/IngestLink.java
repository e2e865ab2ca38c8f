package io.weiyi.metering.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.weiyi.metering.BrokerEndpoint;
import io.weiyi.metering.pki.DeviceCa;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The server's connection to the broker: keeps it up, takes its share of readings, and hands them to the writer. */
@Singleton
class IngestLink {

    /** So many messages the broker may have delivered and not got back as done: the back-pressure of a busy database. */
    static final int UNACKNOWLEDGED_MAX = 2_000;

    private static final Logger LOG = Logger.getLogger(IngestLink.class);
    /** After the embedded broker and before whatever starts agents. */
    private static final int START_PRIORITY = 600;

    private static final int STOP_PRIORITY = 4000;
    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final int CONNECT_SECONDS = 10;
    private static final long WAIT_MS = 10_000;
    private static final Duration BACKOFF_FIRST = Duration.ofMillis(250);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(15);

    private final BrokerEndpoint endpoint;
    private final DeviceCa ca;
    private final Protocol protocol;
    private final Inspector inspector;
    private final IngestWriter writer;
    private final Publications publications;
    private final Clock clock;
    private final Object change = new Object();
    private final ExecutorService inspectors = Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()), work -> new Thread(work, "ingest-inspector"));
    private DeviceCa.@Nullable Identity identity;
    private @Nullable Thread thread;
    private volatile @Nullable MqttAsyncClient client;
    private volatile boolean stopped;

    IngestLink(
            BrokerEndpoint endpoint,
            DeviceCa ca,
            Protocol protocol,
            Inspector inspector,
            IngestWriter writer,
            Publications publications,
            Clock clock) {
        this.endpoint = endpoint;
        this.ca = ca;
        this.protocol = protocol;
        this.inspector = inspector;
        this.writer = writer;
        this.publications = publications;
        this.clock = clock;
    }

    void onStart(@Observes @Priority(START_PRIORITY) StartupEvent event) {
        URI broker = endpoint.uri().orElse(null);
        if (broker == null) {
            LOG.warn("no broker is configured: nothing is metered; set weiyi.broker.uri");
            return;
        }
        writer.start();
        thread = new Thread(() -> keepConnected(broker), "ingest-link");
        thread.start();
    }

    void onStop(@Observes @Priority(STOP_PRIORITY) ShutdownEvent event) {
        stopped = true;
        synchronized (change) {
            change.notifyAll();
        }
        if (thread != null) {
            thread.interrupt();
        }
        writer.stop();
        inspectors.shutdownNow();
        drop(client);
    }

    /** Whether readings can arrive at this server now. */
    boolean isConnected() {
        MqttAsyncClient connected = client;
        return connected != null && connected.isConnected();
    }

    private void keepConnected(URI broker) {
        Duration wait = BACKOFF_FIRST;
        while (!stopped) {
            try {
                connect(broker);
                wait = BACKOFF_FIRST;
                awaitLoss();
            } catch (MqttException | RuntimeException e) {
                LOG.warnf("the broker at %s cannot be reached: %s", broker, e.getMessage());
            } catch (InterruptedException e) {
                return;
            } finally {
                publications.use(null);
                drop(client);
                client = null;
            }
            try {
                // Servers that lost the same broker must not come back in the same moment.
                TimeUnit.MILLISECONDS.sleep(
                        wait.toMillis() / 2 + ThreadLocalRandom.current().nextLong(wait.toMillis()));
            } catch (InterruptedException e) {
                return;
            }
            wait = wait.multipliedBy(2).compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : wait.multipliedBy(2);
        }
    }

    private void connect(URI broker) throws MqttException {
        DeviceCa.Identity own = present();
        MqttAsyncClient made = new MqttAsyncClient(broker.toString(), own.commonName(), new MemoryPersistence());
        made.setManualAcks(true);
        made.setCallback(new Callback(made));
        client = made;
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        // What a dead server had taken goes to another one at once, not when a session expires.
        options.setSessionExpiryInterval(0L);
        options.setReceiveMaximum(UNACKNOWLEDGED_MAX);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setAutomaticReconnect(false);
        options.setSocketFactory(tls(own).getSocketFactory());
        IMqttToken connected = made.connect(options);
        connected.waitForCompletion(WAIT_MS);
        publications.use(new Outlet(made, receiveMaximum(connected)));
        publications.publishAcks();
        made.subscribe(Stream.of(protocol.filters(ca.shareName()))
                        .map(filter -> new MqttSubscription(filter, 1))
                        .toArray(MqttSubscription[]::new))
                .waitForCompletion(WAIT_MS);
        publications.refreshConfigs();
        LOG.infof("ingest is connected to %s", broker);
    }

    /** The same name each time, so that the broker lets go of a dead connection at once; a new one before it expires. */
    private DeviceCa.Identity present() {
        DeviceCa.Identity own = identity;
        if (own == null) {
            own = ca.processIdentity();
        } else if (own.isDue()) {
            own = ca.renewed(own);
        }
        identity = own;
        return own;
    }

    private static int receiveMaximum(IMqttToken connected) {
        MqttProperties answer = connected.getResponseProperties();
        Integer maximum = answer == null ? null : answer.getReceiveMaximum();
        return maximum == null ? Integer.MAX_VALUE : maximum;
    }

    private void awaitLoss() throws InterruptedException {
        synchronized (change) {
            while (!stopped && client != null && client.isConnected()) {
                change.wait(1_000);
            }
        }
        if (!stopped) {
            LOG.warn("the connection to the broker is lost; trying again");
        }
    }

    private static void drop(@Nullable MqttAsyncClient old) {
        if (old == null) {
            return;
        }
        try {
            old.disconnectForcibly(0, 1_000, 0, new MqttProperties());
        } catch (MqttException | RuntimeException e) {
            // Of parts that are taken down already the library makes a null pointer; the link must outlive it.
            LOG.debugf("the old connection was gone already: %s", e.getMessage());
        }
        try {
            old.close(true);
        } catch (MqttException | RuntimeException e) {
            LOG.debugf("the old connection could not be closed: %s", e.getMessage());
        }
    }

    private SSLContext tls(DeviceCa.Identity own) {
        try {
            char[] none = new char[0];
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", own.key(), none, new java.security.cert.Certificate[] {own.certificate()});
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, none);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca.trust());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("TLS cannot be set up", e);
        }
    }

    /** What the library calls; nothing here may take long but the wait for room, which is meant to hold it up. */
    private final class Callback implements MqttCallback {

        private final MqttAsyncClient own;

        Callback(MqttAsyncClient own) {
            this.own = own;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) throws InterruptedException, MqttException {
            String reading = protocol.device(topic, "usage").orElse(null);
            String state = protocol.device(topic, "state").orElse(null);
            if (reading != null) {
                byte[] payload = message.getPayload();
                Instant now = clock.instant();
                writer.put(new Delivery(
                        own,
                        message.getId(),
                        message.getQos(),
                        reading,
                        inspected(reading, payload, now),
                        null,
                        message.isRetained()));
            } else if (state != null) {
                writer.put(new Delivery(
                        own,
                        message.getId(),
                        message.getQos(),
                        state,
                        null,
                        shortened(message.getPayload()),
                        message.isRetained()));
            } else {
                own.messageArrivedComplete(message.getId(), message.getQos());
            }
        }

        /** What is too big is looked at at once, since only its beginning and its hash are kept. */
        private Future<Message> inspected(String device, byte[] payload, Instant now) {
            return payload.length > Inspector.BYTES_MAX
                    ? CompletableFuture.completedFuture(inspector.inspect(device, payload, now))
                    : inspectors.submit(() -> patiently(device, payload, now));
        }

        /** Keys are read from the database, which may be away for a while; a message that cannot be judged is bad. */
        private Message patiently(String device, byte[] payload, Instant now) throws InterruptedException {
            while (true) {
                try {
                    return inspector.inspect(device, payload, now);
                } catch (RuntimeException e) {
                    if (Setback.of(e) != Setback.PASSING) {
                        LOG.errorf(e, "a message of %s could not be looked at and goes into quarantine", device);
                        return Message.Bad.of(
                                device, payload, now, Refusal.MALFORMED, null, "it could not be looked at");
                    }
                    TimeUnit.MILLISECONDS.sleep(BACKOFF_FIRST.toMillis());
                }
            }
        }

        /** Long enough to be seen as too long. */
        private static byte[] shortened(byte[] state) {
            return state.length > DeviceStates.BYTES_MAX ? Arrays.copyOf(state, DeviceStates.BYTES_MAX + 1) : state;
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            synchronized (change) {
                change.notifyAll();
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.debugf(exception, "the MQTT library reports an error");
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // Acks to devices are answered by the agent's behaviour, not counted here.
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // The thread that connects waits for it.
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // Certificates sign in, nothing else.
        }
    }
}
