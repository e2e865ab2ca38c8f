package io.weiyi.embedded;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets onto the broker, and what they may do there. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BrokerRulesIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    EmbeddedBroker broker;

    String manager;
    TestDevice device;
    TestDevice other;
    MqttAsyncClient client;

    @BeforeEach
    void enrol() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        manager = city.bearer(city.manager(owner));
        device = TestDevice.enrol(manager, city.instrument(owner).create().id());
        other = TestDevice.enrol(manager, city.instrument(owner).create().id());
    }

    @AfterEach
    void leave() throws MqttException {
        if (client != null) {
            client.disconnectForcibly(0, 500, 0, new MqttProperties());
            client.close(true);
        }
        device.close();
        other.close();
    }

    @Test
    void connect_ownCertificateAndName_isLetIn() {
        assertThat(device.connect().isConnected()).isTrue();
    }

    @Test
    void connect_anotherName_isRefused() {
        assertRefused(other.id, device.key, device.certificate);
        assertRefused("weiyi-server-1", device.key, device.certificate);
        assertRefused("", device.key, device.certificate);
    }

    @Test
    void connect_withoutCertificate_isRefused() {
        assertRefused(device.id, null, null);
    }

    @Test
    void connect_certificateOfAnotherAuthority_isRefused() throws Exception {
        KeyPair key = DeviceKeys.p256();
        X500Name name = new X500Name("O=Weiyi,CN=" + device.id);
        X509Certificate own = new JcaX509CertificateConverter()
                .getCertificate(new X509v3CertificateBuilder(
                                new X500Name(device.authority
                                        .getSubjectX500Principal()
                                        .getName()),
                                java.math.BigInteger.TEN,
                                Date.from(Instant.now().minusSeconds(60)),
                                Date.from(Instant.now().plusSeconds(3600)),
                                name,
                                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        assertRefused(device.id, key, own);
    }

    @Test
    void connect_stolenCertificateWithoutItsKey_isRefused() {
        assertRefused(device.id, DeviceKeys.p256(), device.certificate);
    }

    @Test
    void connect_revoked_isRefusedAndALiveOneCutOff() {
        device.connect();
        given().header("Authorization", manager)
                .post("/api/v1/devices/{id}/revoke", device.id)
                .then()
                .statusCode(200);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(device.isConnected()).isFalse());
        assertRefused(device.id, device.key, device.certificate);
    }

    @Test
    void publish_anywhereElse_isRefused() {
        connect(device);
        assertThat(publish("weiyi/v1/" + device.id + "/usage")).isTrue();
        for (String topic : new String[] {
            "weiyi/v1/" + other.id + "/usage",
            "weiyi/v1/" + other.id + "/state",
            "weiyi/v1/" + device.id + "/ack",
            "weiyi/v1/" + device.id + "/config",
            "weiyi/v1/" + other.id + "/ack",
            "activemq/management",
            "anything"
        }) {
            assertThat(publish(topic)).as(topic).isFalse();
        }
    }

    @Test
    void subscribe_anywhereElse_isRefused() throws MqttException {
        connect(device);
        assertThat(subscribe("weiyi/v1/" + device.id + "/ack")).isTrue();
        for (String filter : new String[] {
            "weiyi/v1/" + other.id + "/ack",
            "weiyi/v1/+/ack",
            "weiyi/v1/#",
            "#",
            "weiyi/v1/" + device.id + "/usage",
            "weiyi/v1/+/usage",
            "$share/ingest/weiyi/v1/+/usage"
        }) {
            assertThat(subscribe(filter)).as(filter).isFalse();
            if (!client.isConnected()) {
                connect(device);
            }
        }
        // The server's own subscription is none the worse for it.
        client.disconnectForcibly(0, 500, 0, new MqttProperties());
        device.connect();
        device.send("no reading");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(device.refusals(null)).contains("malformed"));
    }

    @Test
    void lastWill_forAnother_isRefused() {
        MqttConnectionOptions options = TestDevice.options(device.key, device.certificate, device.authority);
        options.setWill(
                "weiyi/v1/" + other.id + "/state",
                new MqttMessage("{\"online\":false}".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> client = TestDevice.client(device.broker, device.id, options))
                .isInstanceOf(MqttException.class);
    }

    @Test
    void packet_upToTwoMegabytes_isTaken_beyondIsCutOff() {
        connect(device);
        assertThat(publish("weiyi/v1/" + device.id + "/usage", 2_000_000)).isTrue();
        assertThat(publish("weiyi/v1/" + device.id + "/usage", 3_000_000)).isFalse();
    }

    @Test
    void start_portTaken_isOneClearSentence() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket()) {
            taken.bind(new java.net.InetSocketAddress("127.0.0.1", 0));
            assertThatThrownBy(() -> broker.freePort(taken.getLocalPort()))
                    .isInstanceOf(StartProblem.class)
                    .hasMessageMatching("Port \\d+ of the MQTT broker is taken by another program; [^.]*\\.");
        }
    }

    private void assertRefused(String clientId, KeyPair key, X509Certificate certificate) {
        assertThatThrownBy(() -> client = TestDevice.client(
                        device.broker, clientId, TestDevice.options(key, certificate, device.authority)))
                .isInstanceOf(MqttException.class);
        client = null;
    }

    private void connect(TestDevice who) {
        try {
            client = TestDevice.client(who.broker, who.id, TestDevice.options(who.key, who.certificate, who.authority));
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean publish(String topic) {
        return publish(topic, 20);
    }

    /** Whether the broker took it: a reason of 128 and above means no, and so does cutting the connection. */
    private boolean publish(String topic, int size) {
        try {
            byte[] payload = new byte[size];
            Arrays.fill(payload, (byte) 'x');
            System.arraycopy(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8), 0, payload, 0, 16);
            IMqttToken token = client.publish(topic, payload, 1, false);
            token.waitForCompletion(20_000);
            return Arrays.stream(token.getReasonCodes()).allMatch(code -> code < 128);
        } catch (MqttException e) {
            return false;
        }
    }

    private boolean subscribe(String filter) {
        try {
            IMqttToken token = client.subscribe(filter, 1);
            token.waitForCompletion(20_000);
            return Arrays.stream(token.getReasonCodes()).allMatch(code -> code < 128);
        } catch (MqttException e) {
            return false;
        }
    }
}
