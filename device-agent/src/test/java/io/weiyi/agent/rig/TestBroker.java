package io.weiyi.agent.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/** A real Artemis: MQTT over TLS for devices with a certificate, and one plain door for the test's own server. */
public final class TestBroker implements AutoCloseable {
    private final Path folder;
    private final TestAuthority authority;
    private final int devicePort = freePort();
    private final int serverPort = freePort();
    private final String certifiedAddress;
    private final AtomicBoolean refuseUsage = new AtomicBoolean();
    private EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    public TestBroker(Path folder, TestAuthority authority) {
        this(folder, authority, "127.0.0.1");
    }

    /** A broker whose certificate is for another address than the one it listens on. */
    public TestBroker(Path folder, TestAuthority authority, String certifiedAddress) {
        this.folder = folder;
        this.authority = authority;
        this.certifiedAddress = certifiedAddress;
    }

    public TestBroker start() {
        try {
            Configuration configuration = new ConfigurationImpl()
                    .setPersistenceEnabled(true)
                    .setJournalDirectory(folder.resolve("broker/journal").toString())
                    .setBindingsDirectory(folder.resolve("broker/bindings").toString())
                    .setLargeMessagesDirectory(folder.resolve("broker/large").toString())
                    .setPagingDirectory(folder.resolve("broker/paging").toString())
                    .setSecurityEnabled(true)
                    .addAcceptorConfiguration("devices", deviceAcceptor())
                    .addAcceptorConfiguration("server", "tcp://127.0.0.1:" + serverPort + "?protocols=MQTT");
            // Small files: the broker fills each before it starts.
            configuration.setJournalFileSize(1024 * 1024).setJournalMinFiles(2).setJournalDatasync(false);
            broker = new EmbeddedActiveMQ();
            broker.setConfiguration(configuration);
            broker.setSecurityManager(new Doorman());
            broker.start();
            return this;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String deviceAcceptor() {
        Path keys = authority.serverKeys(folder, certifiedAddress);
        Path trust = authority.trust(folder);
        return "tcp://127.0.0.1:" + devicePort + "?protocols=MQTT;sslEnabled=true;needClientAuth=true"
                + ";keyStoreType=PKCS12;keyStorePath=" + keys + ";keyStorePassword=" + TestAuthority.PASSWORD
                + ";trustStoreType=PKCS12;trustStorePath=" + trust + ";trustStorePassword=" + TestAuthority.PASSWORD;
    }

    public void stop() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on the broker answers readings with a reason above 127, or takes them again. */
    public void refuseUsage(boolean refuse) {
        refuseUsage.set(refuse);
    }

    public String deviceUri() {
        return "ssl://127.0.0.1:" + devicePort;
    }

    public String serverUri() {
        return "tcp://127.0.0.1:" + serverPort;
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Doorman implements ActiveMQSecurityManager {
        @Override
        public boolean validateUser(String user, String password) {
            return true;
        }

        @Override
        public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
            return !(refuseUsage.get() && checkType == CheckType.SEND && user == null);
        }
    }
}
