package io.weiyi.embedded;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.kernel.files.OwnerOnly;
import io.weiyi.metering.BrokerConfig;
import io.weiyi.metering.BrokerEndpoint;
import io.weiyi.metering.DeviceRevoked;
import io.weiyi.metering.Devices;
import io.weiyi.metering.pki.DeviceCa;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The embedded MQTT broker: Artemis in this process, TLS with mandatory certificates of the device CA, its journal in the
 * data folder. It starts before everything that connects to it and stops after it.
 */
@Singleton
public class EmbeddedBroker {

    /** Before the observers that connect; those that name no priority come at 2500. */
    public static final int START_PRIORITY = 500;

    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);
    private static final int STOP_PRIORITY = 5000;
    private static final String ACCEPTOR = "mqtt";
    private static final String SECOND_ACCEPTOR = "mqtt-second";
    /** Larger than any reading, so that what is too big reaches the quarantine and is seen. */
    private static final int PACKET_BYTES_MAX = 2 * 1024 * 1024;

    private static final int JOURNAL_BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int JOURNAL_PAUSE_NANOS = 20_000_000;
    private static final Duration BURST = Duration.ofMillis(200);
    private static final int DISK_PERCENT_MAX = 97;
    private static final long TOPIC_BYTES_MAX = 64L * 1024 * 1024;

    private final boolean wanted;
    private final BrokerConfig config;
    private final BrokerEndpoint endpoint;
    private final DeviceCa ca;
    private final Devices devices;
    private final Path folder;
    private int port;
    private volatile @Nullable EmbeddedActiveMQ broker;
    private @Nullable BrokerTls tls;

    EmbeddedBroker(
            @ConfigProperty(name = "weiyi.embedded") boolean embedded,
            BrokerConfig config,
            BrokerEndpoint endpoint,
            DeviceCa ca,
            Devices devices,
            BlobConfig store) {
        this.wanted = embedded && config.uri().isEmpty();
        this.config = config;
        this.endpoint = endpoint;
        this.ca = ca;
        this.devices = devices;
        this.folder = store.dir().toAbsolutePath().resolve("broker");
    }

    void onStart(@Observes @Priority(START_PRIORITY) StartupEvent event) {
        if (wanted) {
            start();
        }
    }

    void onStop(@Observes @Priority(STOP_PRIORITY) ShutdownEvent event) {
        stop();
    }

    /** Starts the broker, on the same port again when it was stopped. */
    public synchronized void start() {
        if (broker != null) {
            return;
        }
        port = choosePort();
        if (config.secondPort() != 0) {
            freePort(config.secondPort());
        }
        BrokerGate gate = new BrokerGate(devices);
        BrokerTls keys = BrokerTls.write(folder, ca, endpoint.certifiedHosts());
        tls = keys;
        EmbeddedActiveMQ made =
                new EmbeddedActiveMQ().setConfiguration(configuration(keys)).setSecurityManager(gate);
        try {
            made.createActiveMQServer();
            // Before the acceptor opens, so that no connection slips past the gate.
            made.getActiveMQServer().getServiceRegistry().addIncomingInterceptor(gate);
            made.getActiveMQServer()
                    .getServiceRegistry()
                    .addIncomingInterceptor(new BrokerPace(BrokerGate::isDevice, pace(), System::nanoTime));
            made.start();
        } catch (Exception e) {
            throw new StartProblem("The embedded MQTT broker did not start in " + folder + ": " + e.getMessage());
        }
        if (!made.getActiveMQServer().isActive()) {
            throw new StartProblem("The embedded MQTT broker did not start in " + folder
                    + "; the log above says why, and moving that folder away lets it start afresh.");
        }
        broker = made;
        endpoint.announce(port);
        LOG.infof("MQTT broker on ssl://%s:%d", config.host(), port);
    }

    private BrokerPace.Pace pace() {
        return new BrokerPace.Pace(config.deviceMessagesPerSecond(), config.deviceBytesPerSecond(), BURST);
    }

    /** Stops the broker; connected clients are cut off. */
    public synchronized void stop() {
        EmbeddedActiveMQ running = broker;
        broker = null;
        if (running == null) {
            return;
        }
        try {
            running.stop();
        } catch (Exception e) {
            LOG.errorf(e, "the embedded MQTT broker did not stop cleanly");
        }
    }

    public int port() {
        return port;
    }

    /**
     * Shows the next certificate to whoever connects from now on, once the present one is in the last third of its life or
     * another server of the same store has renewed it. Connections that stand are left alone.
     */
    synchronized void renewCertificate() {
        EmbeddedActiveMQ running = broker;
        BrokerTls present = tls;
        BrokerTls next =
                running == null || present == null ? null : present.renewed(folder, ca, endpoint.certifiedHosts());
        if (running == null || next == null) {
            return;
        }
        tls = next;
        for (String name : List.of(ACCEPTOR, SECOND_ACCEPTOR)) {
            if (running.getActiveMQServer().getRemotingService().getAcceptor(name) instanceof NettyAcceptor acceptor) {
                acceptor.reload();
            }
        }
        LOG.infof(
                "the MQTT broker shows its next certificate, good until %s",
                next.certificate().getNotAfter());
    }

    /** A device that was revoked loses its connection at once. */
    void onRevoked(@Observes(during = TransactionPhase.AFTER_SUCCESS) DeviceRevoked revoked) {
        kick(Set.of(revoked.deviceId()));
    }

    /** Cuts off whoever was revoked meanwhile, perhaps by another server, and notes who is not here any more. */
    void compareConnections() {
        if (broker == null) {
            return;
        }
        Set<String> connected = connections().stream()
                .map(RemotingConnection::getClientID)
                .filter(id -> id != null)
                .collect(Collectors.toSet());
        kick(devices.revokedAmong(connected));
        devices.connectedAre(connected);
    }

    private void kick(Set<String> deviceIds) {
        for (RemotingConnection connection : connections()) {
            if (connection.getClientID() != null && deviceIds.contains(connection.getClientID())) {
                LOG.warnf("cut off device %s: it was revoked", connection.getClientID());
                connection.fail(new ActiveMQSecurityException("the device was revoked"));
            }
        }
    }

    private synchronized Set<RemotingConnection> connections() {
        EmbeddedActiveMQ running = broker;
        if (running == null) {
            return Set.of();
        }
        ActiveMQServer server = running.getActiveMQServer();
        return server.getRemotingService() == null
                ? Set.of()
                : server.getRemotingService().getConnections();
    }

    /** A port that was chosen freely is kept: agents were told it when they were enrolled. */
    private int choosePort() {
        if (port != 0 || config.port() != 0) {
            return freePort(port == 0 ? config.port() : port);
        }
        Path kept = folder.resolve("port");
        try {
            if (Files.exists(kept)) {
                return freePort(Integer.parseInt(Files.readString(kept).strip()));
            }
            int chosen = freePort(0);
            Files.createDirectories(folder);
            OwnerOnly.write(kept, String.valueOf(chosen).getBytes(StandardCharsets.US_ASCII));
            return chosen;
        } catch (IOException | NumberFormatException e) {
            throw new StartProblem(
                    "The port of the MQTT broker in " + kept + " cannot be read or kept: " + e.getMessage());
        }
    }

    int freePort(int wish) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(config.host()), wish));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new StartProblem("Port " + wish + " of the MQTT broker is taken by another program; stop it or choose"
                    + " another port with WEIYI_BROKER_PORT.");
        } catch (IllegalArgumentException e) {
            throw new StartProblem("The port of the MQTT broker, " + wish + ", is not a number between 0 and 65535.");
        }
    }

    private Configuration configuration(BrokerTls tls) {
        ConfigurationImpl broker = new ConfigurationImpl();
        broker.setName("weiyi");
        broker.setPersistenceEnabled(true);
        broker.setJournalType(JournalType.NIO);
        broker.setJournalDirectory(folder.resolve("journal").toString());
        broker.setBindingsDirectory(folder.resolve("bindings").toString());
        broker.setLargeMessagesDirectory(folder.resolve("large").toString());
        broker.setPagingDirectory(folder.resolve("paging").toString());
        broker.setNodeManagerLockDirectory(folder.resolve("journal").toString());
        // Room for the largest packet in one record, so that none takes the path of large messages.
        broker.setJournalBufferSize_NIO(JOURNAL_BUFFER_BYTES);
        // The journal of the agent is what keeps a reading, until the server's own ack says that it is in the books. So
        // the
        // broker need not put each packet on disk before it answers, and gathers what comes in a moment into one write.
        broker.setJournalSyncNonTransactional(false);
        broker.setJournalSyncTransactional(false);
        broker.setJournalBufferTimeout_NIO(JOURNAL_PAUSE_NANOS);
        broker.setMaxDiskUsage(DISK_PERCENT_MAX);
        broker.setJMXManagementEnabled(false);
        broker.setMessageCounterEnabled(false);
        broker.setSecurityEnabled(true);
        // The caches of the broker know a peer by its user name only, and ours have none.
        broker.setAuthenticationCacheSize(0);
        broker.setAuthorizationCacheSize(0);
        // Nothing is ever given up after some attempts: a message leaves when a server has taken it over.
        broker.addAddressSetting(
                "#",
                new AddressSettings()
                        .setMaxDeliveryAttempts(-1)
                        // Never used, but the broker warns of each queue that names none.
                        .setDeadLetterAddress(SimpleString.of("weiyi.dead"))
                        .setExpiryAddress(SimpleString.of("weiyi.dead"))
                        .setMaxSizeBytes(TOPIC_BYTES_MAX)
                        .setAutoCreateQueues(true)
                        .setAutoCreateAddresses(true)
                        // A device's last subscription would take its address along, which it has no right to.
                        .setAutoDeleteAddresses(false));
        broker.addAcceptorConfiguration(acceptor(ACCEPTOR, port, tls));
        if (config.secondPort() != 0) {
            broker.addAcceptorConfiguration(acceptor(SECOND_ACCEPTOR, config.secondPort(), tls));
        }
        return broker;
    }

    /** A port for MQTT over TLS, and over a WebSocket in TLS: the broker tells them apart by the first bytes. */
    private TransportConfiguration acceptor(String name, int at, BrokerTls tls) {
        return new TransportConfiguration(
                NettyAcceptorFactory.class.getName(),
                transport(at, tls),
                name,
                Map.of("maximumPacketSize", String.valueOf(PACKET_BYTES_MAX)));
    }

    private Map<String, Object> transport(int at, BrokerTls tls) {
        return Map.ofEntries(
                Map.entry("host", config.host()),
                Map.entry("port", at),
                Map.entry("protocols", "MQTT"),
                Map.entry("sslEnabled", true),
                Map.entry("enabledProtocols", "TLSv1.3,TLSv1.2"),
                Map.entry("keyStoreType", "PKCS12"),
                Map.entry("keyStorePath", tls.keyStore().toString()),
                Map.entry("keyStorePassword", tls.password()),
                Map.entry("trustStoreType", "PKCS12"),
                Map.entry("trustStorePath", tls.trustStore().toString()),
                Map.entry("trustStorePassword", tls.password()),
                Map.entry("needClientAuth", true));
    }
}
