package io.weiyi.embedded;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.weiyi.metering.Devices;
import io.weiyi.metering.pki.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody onto the broker but whom a certificate of the device CA names, under that very name, and not revoked. TLS has
 * already refused certificates of others.
 */
final class BrokerGate implements ActiveMQSecurityManager5, MQTTInterceptor {

    private static final Logger LOG = Logger.getLogger(BrokerGate.class);

    private final Devices devices;
    /** The broker asks again for each message; the answer is found once a connection and is forgotten with it. */
    private final Map<RemotingConnection, Subject> known = Collections.synchronizedMap(new WeakHashMap<>());

    BrokerGate(Devices devices) {
        this.devices = devices;
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user,
            @Nullable String password,
            RemotingConnection connection,
            @Nullable String securityDomain) {
        Subject before = known.get(connection);
        if (before != null) {
            return before;
        }
        BrokerRules.Peer peer = peer(connection);
        if (peer == null || !peer.name().equals(connection.getClientID())) {
            LOG.warnf("refused %s: its client id is not the name in its certificate", connection.getRemoteAddress());
            return null;
        }
        if (!peer.server() && !devices.mayConnect(peer.name())) {
            LOG.warnf("refused device %s: it is unknown or revoked", peer.name());
            return null;
        }
        Subject subject = new Subject(true, Set.of(peer, new UserPrincipal(peer.name())), Set.of(), Set.of());
        known.put(connection, subject);
        return subject;
    }

    @Override
    public boolean authorize(@Nullable Subject subject, Set<Role> roles, CheckType type, String address) {
        return subject != null
                && subject.getPrincipals(BrokerRules.Peer.class).stream()
                        .anyMatch(peer -> BrokerRules.allows(peer, type, address));
    }

    /** A packet that is refused here costs its sender the connection; no honest agent sends one. */
    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        List<String> filters = List.of();
        if (packet instanceof MqttSubscribeMessage subscribe) {
            filters = subscribe.payload().topicSubscriptions().stream()
                    .map(MqttTopicSubscription::topicFilter)
                    .toList();
        } else if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
            filters = unsubscribe.payload().topics();
        } else if (!(packet instanceof MqttConnectMessage connect)
                || !connect.variableHeader().isWillFlag()) {
            return true;
        }
        BrokerRules.Peer peer = peer(connection);
        if (peer == null) {
            return false;
        }
        boolean allowed = filters.stream().allMatch(filter -> BrokerRules.allowsFilter(peer, filter))
                && (!(packet instanceof MqttConnectMessage will)
                        || BrokerRules.allowsWill(peer, will.payload().willTopic()));
        if (!allowed) {
            LOG.warnf("cut off %s: it asked for topics of others", peer.name());
        }
        return allowed;
    }

    /** Whether it is none of our servers, as far as its certificate tells. */
    static boolean isDevice(RemotingConnection connection) {
        BrokerRules.Peer peer = peer(connection);
        return peer == null || !peer.server();
    }

    private static BrokerRules.@Nullable Peer peer(RemotingConnection connection) {
        X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
        if (chain == null || chain.length == 0) {
            return null;
        }
        CertificateNames names = CertificateNames.of(chain[0]);
        return new BrokerRules.Peer(names.commonName(), names.server());
    }

    @Override
    public boolean validateUser(@Nullable String user, @Nullable String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String user, @Nullable String password, Set<Role> roles, CheckType type) {
        return false;
    }
}
