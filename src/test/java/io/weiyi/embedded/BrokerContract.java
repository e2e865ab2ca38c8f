package io.weiyi.embedded;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.CuttableSockets;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.TestAuthority;
import io.weiyi.testing.TestDevice;
import io.weiyi.testing.TlsHello;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
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

/**
 * What every broker owes us, tried from the outside: with certificates, packets and HTTP, and with no knowledge of which
 * broker it is. It runs against the embedded one and against a real Mosquitto.
 */
abstract class BrokerContract {

    static final Duration SOON = Duration.ofSeconds(30);

    private String manager;
    TestDevice device;
    TestDevice other;
    private final List<MqttAsyncClient> clients = new CopyOnWriteArrayList<>();

    abstract CityFixture city();

    abstract Jdbi database();

    abstract Path store();

    /** Whether a revoked device loses even a connection that it has. */
    abstract boolean cutsLiveConnections();

    @BeforeEach
    void enrol() {
        CityFixture city = city();
        CityFixture.Org owner = city.provider();
        manager = city.bearer(city.manager(owner));
        device = TestDevice.enrol(manager, city.instrument(owner).create().id());
        other = TestDevice.enrol(manager, city.instrument(owner).create().id());
    }

    @AfterEach
    void leave() {
        clients.forEach(BrokerContract::drop);
        device.close();
        other.close();
    }

    // ---- the way of a reading ----

    @Test
    void readings_overTheBroker_becomeAVerifiedSession() {
        device.connect();
        await().atMost(SOON).untilAsserted(() -> assertThat(device.configs).isNotEmpty());
        await().atMost(SOON).untilAsserted(() -> assertThat(device.acked()).isZero());
        UUID sid = UUID.randomUUID();
        Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
        device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(30), 30, 30)));
        device.send(device.sign(device.session("session.end", sid, start.plusSeconds(50), 50, 40)));
        String head = device.prev;
        await().atMost(SOON).untilAsserted(() -> assertThat(device.acked()).isEqualTo(3));
        await().atMost(SOON).untilAsserted(() -> {
            JsonPath sessions = given().header("Authorization", manager)
                    .get("/api/v1/usage-sessions?instrumentId={id}", device.instrument)
                    .jsonPath();
            assertThat(sessions.getList("items.verification")).containsExactly("VERIFIED");
            assertThat(sessions.getList("items.runSeconds")).containsExactly(50);
        });
        // Whoever comes back finds the retained ack and config at once.
        device.close();
        device.acks.clear();
        device.configs.clear();
        device.connect();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(device.acks).anySatisfy(ack -> {
                assertThat(ack.getLong("seq")).isEqualTo(3);
                assertThat(ack.getString("head")).isEqualTo(head);
            });
            assertThat(device.configs).isNotEmpty();
        });
    }

    @Test
    void state_onlineAndLastWill_areSeen() throws MqttException {
        MqttConnectionOptions options = TestDevice.options(device.key, device.certificate, device.authority);
        CuttableSockets sockets = new CuttableSockets((SSLSocketFactory) options.getSocketFactory());
        options.setSocketFactory(sockets);
        MqttMessage will = new MqttMessage("{\"online\":false}".getBytes(StandardCharsets.UTF_8));
        will.setQos(1);
        will.setRetained(true);
        options.setWill("weiyi/v1/" + device.id + "/state", will);
        MqttAsyncClient client = open(device.id, options);
        client.publish(
                        "weiyi/v1/" + device.id + "/state",
                        "{\"online\":true,\"agent\":\"9.9\",\"skewMs\":12}".getBytes(StandardCharsets.UTF_8),
                        1,
                        true)
                .waitForCompletion(10_000);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(shown(device).get("online")).isEqualTo(true);
            assertThat(shown(device).get("agentVersion")).isEqualTo("9.9");
            assertThat(shown(device).get("skewMs")).isEqualTo(12);
        });
        sockets.cut();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(shown(device).get("online")).isEqualTo(false));
    }

    @Test
    void packet_tooBig_isSeenAndRefusedByTheServer() {
        device.connect();
        device.send(new byte[1_900_000]);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(device.refusals(null)).contains("too-big"));
    }

    // ---- who gets in ----

    @Test
    void connect_withoutCertificate_isRefused() {
        assertRefused(device.id, null, null);
    }

    @Test
    void connect_expiredCertificate_isRefused() throws Exception {
        X509Certificate expired = TestAuthority.certify(
                device.authority,
                TestAuthority.keyOf(store()),
                device.id,
                device.key.getPublic(),
                Instant.now().minus(Duration.ofDays(400)),
                Instant.now().minus(Duration.ofDays(1)));
        assertRefused(device.id, device.key, expired);
        // The same made of the same parts is let in while it holds: it was the date that was refused.
        X509Certificate valid = TestAuthority.certify(
                device.authority,
                TestAuthority.keyOf(store()),
                device.id,
                device.key.getPublic(),
                Instant.now().minus(Duration.ofDays(1)),
                Instant.now().plus(Duration.ofDays(1)));
        assertThat(open(device.id, TestDevice.options(device.key, valid, device.authority))
                        .isConnected())
                .isTrue();
    }

    @Test
    void connect_certificateOfAnotherAuthority_isRefused() throws Exception {
        KeyPair stranger = DeviceKeys.p256();
        X509Certificate certificate = TestAuthority.certify(
                device.authority,
                stranger.getPrivate(),
                device.id,
                device.key.getPublic(),
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3600));
        assertRefused(device.id, device.key, certificate);
    }

    @Test
    void connect_stolenCertificateWithoutItsKey_isRefused() {
        assertRefused(device.id, DeviceKeys.p256(), device.certificate);
    }

    @Test
    void connect_underAnothersName_neverIsTheOther() throws Exception {
        other.connect();
        try {
            MqttAsyncClient pretender =
                    open(other.id, TestDevice.options(device.key, device.certificate, device.authority));
            // A broker that lets it in does so under its own name.
            assertThat(published(pretender, topic(other, "usage"))).isFalse();
        } catch (MqttException refused) {
            assertThat(refused).isNotNull();
        }
        assertThat(other.isConnected()).isTrue();
        other.send("no reading");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(other.refusals(null)).contains("malformed"));
    }

    @Test
    void tls_olderThan12_isNotSpoken() throws Exception {
        assertThat(TlsHello.say(device.broker, 3)).isEqualTo(TlsHello.Answer.HANDSHAKE);
        assertThat(TlsHello.say(device.broker, 2)).isEqualTo(TlsHello.Answer.REFUSED);
        assertThat(TlsHello.say(device.broker, 1)).isEqualTo(TlsHello.Answer.REFUSED);
        assertThat(TlsHello.say(device.broker, 0)).isEqualTo(TlsHello.Answer.REFUSED);
    }

    // ---- what they may do ----

    @Test
    void publish_anywhereElse_isRefusedAndReachesNobody() throws Exception {
        other.connect();
        await().atMost(SOON).untilAsserted(() -> assertThat(other.acks).isNotEmpty());
        int acksBefore = other.acks.size();
        int configsBefore = other.configs.size();
        MqttAsyncClient client = open(device);
        for (String topic : List.of(
                topic(other, "usage"),
                topic(other, "state"),
                topic(other, "ack"),
                topic(other, "config"),
                topic(device, "ack"),
                topic(device, "config"),
                "weiyi/v1/usage",
                "activemq/management",
                "$SYS/broker/uptime",
                "anything")) {
            if (!client.isConnected()) {
                client = open(device);
            }
            assertThat(published(client, topic)).as(topic).isFalse();
        }
        // What the other one sends and hears afterwards is all that it ever sent and heard.
        other.send(other.sign(other.marker("alive", Instant.now())));
        await().atMost(SOON).untilAsserted(() -> assertThat(other.acked()).isEqualTo(1));
        assertThat(other.acks).hasSize(acksBefore + 1);
        assertThat(other.configs).hasSize(configsBefore);
        assertThat(shown(other).get("quarantined")).isEqualTo(0);
    }

    @Test
    void subscribe_anywhereElse_hearsNothingAndTakesNothingAway() throws Exception {
        other.connect();
        other.send(other.sign(other.marker("alive", Instant.now())));
        await().atMost(SOON).untilAsserted(() -> assertThat(other.acked()).isEqualTo(1));
        List<String> heard = new CopyOnWriteArrayList<>();
        for (String filter : List.of(
                topic(other, "ack"),
                topic(other, "config"),
                topic(other, "usage"),
                topic(other, "state"),
                "weiyi/v1/+/ack",
                "weiyi/v1/+/usage",
                "weiyi/#",
                "#",
                "$SYS/#",
                "$share/ingest/weiyi/v1/+/usage",
                "$share/mine/#")) {
            MqttAsyncClient client = open(device);
            client.setCallback(new Eavesdropper(heard, device.id));
            try {
                client.subscribe(filter, 1).waitForCompletion(10_000);
            } catch (MqttException refused) {
                continue;
            } finally {
                for (int i = 0; i < 3; i++) {
                    other.send(other.sign(other.marker("alive", Instant.now())));
                }
                long sent = other.seq;
                await("the readings of the other one arrive in spite of " + filter)
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(other.acked()).isEqualTo(sent));
                drop(client);
            }
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void lastWill_forAnother_isNeverDelivered() throws Exception {
        other.connect();
        other.publish(topic(other, "state"), "{\"online\":true}".getBytes(StandardCharsets.UTF_8), true);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(shown(other).get("online")).isEqualTo(true));
        MqttConnectionOptions options = TestDevice.options(device.key, device.certificate, device.authority);
        CuttableSockets sockets = new CuttableSockets((SSLSocketFactory) options.getSocketFactory());
        options.setSocketFactory(sockets);
        options.setWill(topic(other, "state"), new MqttMessage("{\"online\":false}".getBytes(StandardCharsets.UTF_8)));
        try {
            open(device.id, options);
            sockets.cut();
        } catch (MqttException refused) {
            assertThat(refused).isNotNull();
        }
        // The server has seen everything before this ack, and no will among it.
        other.send(other.sign(other.marker("alive", Instant.now())));
        await().atMost(SOON).untilAsserted(() -> assertThat(other.acked()).isEqualTo(1));
        assertThat(shown(other).get("online")).isEqualTo(true);
    }

    // ---- revoked ----

    @Test
    void revoked_nothingEntersTheBooksAndTheNextConnectIsRefused() throws Exception {
        device.connect();
        device.send(device.sign(device.marker("alive", Instant.now())));
        await().atMost(SOON).untilAsserted(() -> assertThat(device.acked()).isEqualTo(1));
        given().header("Authorization", manager)
                .post("/api/v1/devices/{id}/revoke", device.id)
                .then()
                .statusCode(200);
        if (cutsLiveConnections()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !device.isConnected());
        } else {
            device.send(device.sign(device.marker("alive", Instant.now())));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(device.refusals(2L)).contains("revoked"));
        }
        await("a revoked certificate is refused at the next connect")
                .atMost(Duration.ofSeconds(45))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> isRefused(device.id, device.key, device.certificate));
        assertThat(count("SELECT count(*) FROM raw_reading WHERE device_id = ?", device.id))
                .isEqualTo(1);
        // The others are none the worse for it.
        other.connect();
        other.send(other.sign(other.marker("alive", Instant.now())));
        await().atMost(SOON).untilAsserted(() -> assertThat(other.acked()).isEqualTo(1));
    }

    // ---- tools ----

    long count(String sql, String deviceId) {
        return database()
                .withHandle(handle -> handle.createQuery(sql)
                        .bind(0, deviceId)
                        .mapTo(Long.class)
                        .one());
    }

    Map<String, Object> shown(TestDevice which) {
        List<Map<String, Object>> devices = given().header("Authorization", manager)
                .get("/api/v1/devices?size=200")
                .jsonPath()
                .getList("items");
        return devices.stream()
                .filter(row -> row.get("id").equals(which.id))
                .findFirst()
                .orElseThrow();
    }

    static String topic(TestDevice which, String leaf) {
        return "weiyi/v1/" + which.id + "/" + leaf;
    }

    private MqttAsyncClient open(TestDevice who) throws MqttException {
        return open(who.id, TestDevice.options(who.key, who.certificate, who.authority));
    }

    private MqttAsyncClient open(String clientId, MqttConnectionOptions options) throws MqttException {
        MqttAsyncClient client = TestDevice.client(device.broker, clientId, options);
        clients.add(client);
        return client;
    }

    static void drop(MqttAsyncClient client) {
        try {
            client.disconnectForcibly(0, 500, 0, new MqttProperties());
        } catch (MqttException e) {
            // It is gone already.
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            // Nothing is left to close.
        }
    }

    private void assertRefused(String clientId, KeyPair key, X509Certificate certificate) {
        assertThatThrownBy(() -> open(clientId, TestDevice.options(key, certificate, device.authority)))
                .isInstanceOf(MqttException.class);
    }

    private boolean isRefused(String clientId, KeyPair key, X509Certificate certificate) {
        try {
            drop(open(clientId, TestDevice.options(key, certificate, device.authority)));
            return false;
        } catch (MqttException e) {
            return true;
        }
    }

    /** Whether the broker took it: a reason of 128 and above means no, and so does cutting the connection. */
    static boolean published(MqttAsyncClient client, String topic) {
        try {
            IMqttToken token = client.publish(topic, "{\"seq\":99}".getBytes(StandardCharsets.UTF_8), 1, false);
            token.waitForCompletion(10_000);
            return Arrays.stream(token.getReasonCodes()).allMatch(code -> code < 128);
        } catch (MqttException | IllegalArgumentException e) {
            return false;
        }
    }
}
