package io.weiyi.testing;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * A device made by hand: it enrols over HTTP, signs what it is told to sign, right or wrong, and sends it over the real
 * broker. It shares no code with the server or the agent.
 */
public final class TestDevice implements AutoCloseable {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    public final String id;
    public final KeyPair key;
    public final X509Certificate certificate;
    public final X509Certificate authority;
    public final URI broker;
    public final long instrument;
    public final String kid;
    /** What came on the ack topic, in order, retained ones too. */
    public final List<JsonPath> acks = new CopyOnWriteArrayList<>();
    /** What came on the config topic. */
    public final List<JsonPath> configs = new CopyOnWriteArrayList<>();

    public String boot = UUID.randomUUID().toString();
    public long seq;
    public String prev = "";
    private MqttAsyncClient client;

    private TestDevice(KeyPair key, JsonPath answer, long instrument) {
        this.key = key;
        this.id = answer.getString("deviceId");
        this.certificate = DeviceKeys.certificate(answer.getString("certificatePem"));
        this.authority = DeviceKeys.certificate(answer.getString("caPem"));
        this.broker = URI.create(answer.getString("mqttUri"));
        this.instrument = instrument;
        this.kid = DeviceKeys.fingerprint(certificate);
    }

    /** Enrols a new device for an instrument with the token of one of its managers. */
    public static TestDevice enrol(String managerBearer, long instrument) {
        KeyPair key = DeviceKeys.p256();
        String code = given().header("Authorization", managerBearer)
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/instruments/{id}/enrolment-codes", instrument)
                .then()
                .statusCode(201)
                .extract()
                .path("code");
        JsonPath answer = given().contentType("application/json")
                .body(Map.of(
                        "code",
                        code,
                        "csrPem",
                        DeviceKeys.request(key),
                        "agentVersion",
                        "0.test",
                        "hostname",
                        "lab-pc"))
                .post("/api/v1/devices/enrol")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new TestDevice(key, answer, instrument);
    }

    /** Connects and listens to its own topics. */
    public TestDevice connect() {
        return connect(id, key, certificate);
    }

    /** Connects with any client id, key and certificate; fails with what the broker said. */
    public TestDevice connect(String clientId, KeyPair withKey, X509Certificate withCertificate) {
        try {
            client = client(broker, clientId, options(withKey, withCertificate, authority));
            client.setCallback(new Listener());
            client.subscribe("weiyi/v1/" + id + "/ack", 1).waitForCompletion(10_000);
            client.subscribe("weiyi/v1/" + id + "/config", 1).waitForCompletion(10_000);
            return this;
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    public static MqttConnectionOptions options(KeyPair key, X509Certificate certificate, X509Certificate authority) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setConnectionTimeout(10);
        options.setAutomaticReconnect(false);
        options.setSocketFactory(DeviceKeys.tls(key, certificate, authority).getSocketFactory());
        return options;
    }

    public static MqttAsyncClient client(URI broker, String clientId, MqttConnectionOptions options)
            throws MqttException {
        MqttAsyncClient made = new MqttAsyncClient(broker.toString(), clientId, new MemoryPersistence());
        made.connect(options).waitForCompletion(15_000);
        return made;
    }

    public boolean isConnected() {
        return client != null && client.isConnected();
    }

    /** Sends a message on its usage topic and returns once the broker has it. */
    public TestDevice send(String payload) {
        return send(payload.getBytes(StandardCharsets.UTF_8));
    }

    public TestDevice send(byte[] payload) {
        return publish("weiyi/v1/" + id + "/usage", payload, false);
    }

    /** Sends many, at most 200 of them at a time on their way. */
    public void sendAll(List<String> payloads) {
        java.util.ArrayDeque<IMqttToken> onTheirWay = new java.util.ArrayDeque<>();
        try {
            for (String payload : payloads) {
                if (onTheirWay.size() >= 200) {
                    onTheirWay.remove().waitForCompletion(60_000);
                }
                onTheirWay.add(client.publish(
                        "weiyi/v1/" + id + "/usage", payload.getBytes(StandardCharsets.UTF_8), 1, false));
            }
            for (IMqttToken token : onTheirWay) {
                token.waitForCompletion(60_000);
            }
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    public TestDevice publish(String topic, byte[] payload, boolean retained) {
        try {
            client.publish(topic, payload, 1, retained).waitForCompletion(20_000);
            return this;
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- readings ----

    /** The claims of the next reading; they may be bent before they are signed. */
    public Map<String, Object> next(String type, Instant at) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("v", 1);
        claims.put("dev", id);
        claims.put("ins", String.valueOf(instrument));
        claims.put("seq", ++seq);
        claims.put("prev", prev);
        claims.put("boot", boot);
        claims.put("ts", TIME.format(at));
        claims.put("mono", at.toEpochMilli());
        claims.put("off", 0);
        claims.put("type", type);
        return claims;
    }

    /** A reading of a session. */
    public Map<String, Object> session(String type, UUID sid, Instant at, long run, long active) {
        Map<String, Object> claims = next(type, at);
        claims.put("sid", sid.toString());
        claims.put("run", run);
        claims.put("active", active);
        claims.put("idle", run - active);
        claims.put("probe", "scripted");
        if (type.equals("session.end")) {
            claims.put("cause", "exit");
        }
        return claims;
    }

    public Map<String, Object> marker(String cause, Instant at) {
        Map<String, Object> claims = next("marker", at);
        claims.put("cause", cause);
        return claims;
    }

    /** Signs claims and goes on in the chain. */
    public String sign(Map<String, ?> claims) {
        String jws = DeviceKeys.jws(key, header(), json(claims).getBytes(StandardCharsets.UTF_8));
        prev = DeviceKeys.sha256(jws.getBytes(StandardCharsets.US_ASCII));
        return jws;
    }

    public String header() {
        return "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}";
    }

    public static String json(Map<String, ?> claims) {
        StringBuilder json = new StringBuilder("{");
        claims.forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",").append('"').append(name).append("\":");
            if (value instanceof Number) {
                json.append(value);
            } else {
                json.append('"')
                        .append(String.valueOf(value).replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        });
        return json.append('}').toString();
    }

    /** The highest seq that was acknowledged. */
    public long acked() {
        return acks.stream()
                .filter(ack -> ack.get("refused") == null)
                .mapToLong(ack -> ack.getLong("seq"))
                .max()
                .orElse(-1);
    }

    /** The codes with which this seq was refused. */
    public List<String> refusals(Long refusedSeq) {
        return acks.stream()
                .filter(ack -> ack.get("refused") != null)
                .filter(ack -> refusedSeq == null
                        ? ack.get("seq") == null
                        : ack.get("seq") != null && ack.getLong("seq") == refusedSeq)
                .map(ack -> ack.getString("refused"))
                .toList();
    }

    @Override
    public void close() {
        if (client == null) {
            return;
        }
        try {
            client.disconnectForcibly(0, 1_000, 0, new MqttProperties());
        } catch (MqttException e) {
            // It is gone already.
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            // Nothing is left to close.
        }
        client = null;
    }

    private final class Listener implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            JsonPath json = new JsonPath(new String(message.getPayload(), StandardCharsets.UTF_8));
            if (topic.endsWith("/ack")) {
                acks.add(json);
            } else {
                configs.add(json);
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
