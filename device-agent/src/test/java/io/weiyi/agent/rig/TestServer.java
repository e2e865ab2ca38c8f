package io.weiyi.agent.rig;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import io.weiyi.agent.reading.Digest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
 * A small server: enrols one device, keeps its readings under their seqs, and acks like the real one. Every reading is
 * checked for form and signature at once; what is wrong is listed in {@link #problems()}.
 */
public final class TestServer implements AutoCloseable {
    public static final String DEVICE = "dev-1";

    private final TestBroker broker;
    private final TestAuthority authority;
    private final List<String> instruments;
    private final TreeMap<Long, String> readings = new TreeMap<>();
    private final TreeMap<Long, Long> gaps = new TreeMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> enrolments = new CopyOnWriteArrayList<>();
    private final Map<Long, String> refuse = new ConcurrentHashMap<>();
    private final Set<Long> overhear = ConcurrentHashMap.newKeySet();
    private HttpServer http;
    private MqttAsyncClient client;
    private PublicKey deviceKey;
    private final Set<String> kids = new HashSet<>();
    private final Set<String> usedKids = new HashSet<>();
    private final AtomicInteger refusedRenewals = new AtomicInteger();
    private final AtomicInteger renewals = new AtomicInteger();
    private volatile Duration certificateLife = Duration.ofDays(365);
    private long head;
    private String headHash = "";
    private long received;
    private volatile boolean silent;

    public TestServer(TestBroker broker, TestAuthority authority, List<String> instruments) {
        this.broker = broker;
        this.authority = authority;
        this.instruments = instruments;
    }

    /** Answers enrolments on a free port. */
    public TestServer startHttp() {
        try {
            http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        http.createContext("/api/v1/devices/enrol", exchange -> {
            byte[] answer;
            int status = 201;
            try {
                answer = enrol(
                        JSON.std.mapFrom(new String(exchange.getRequestBody().readAllBytes())));
            } catch (Exception e) {
                status = 422;
                answer = JSON.std.asBytes(
                        Map.of("type", "/problems/enrolment-code-invalid", "status", 422, "reason", e.getMessage()));
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        http.createContext("/api/v1/devices/renew", exchange -> {
            byte[] answer;
            int status = 200;
            try {
                answer = renew(
                        JSON.std.mapFrom(new String(exchange.getRequestBody().readAllBytes())));
            } catch (Exception e) {
                status = 409;
                answer = JSON.std.asBytes(Map.of("title", String.valueOf(e.getMessage())));
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        http.start();
        return this;
    }

    /** Certificates are good for so long from now on. */
    public void certificateLife(Duration life) {
        certificateLife = life;
    }

    /** The next renewals fail. */
    public void refuseRenewals(int times) {
        refusedRenewals.set(times);
    }

    private byte[] renew(Map<String, Object> request) throws Exception {
        if (refusedRenewals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("not now");
        }
        X509Certificate certificate =
                authority.certify((String) request.get("csrPem"), (String) request.get("deviceId"), certificateLife);
        if (!certificate.getPublicKey().equals(deviceKey)) {
            throw new IllegalArgumentException("another key");
        }
        know(certificate);
        renewals.incrementAndGet();
        return JSON.std.asBytes(
                Map.of("deviceId", DEVICE, "certificatePem", TestAuthority.pem(certificate), "caPem", authority.pem()));
    }

    public int renewals() {
        return renewals.get();
    }

    /** The certificates under which readings came. */
    public synchronized Set<String> usedKids() {
        return Set.copyOf(usedKids);
    }

    private byte[] enrol(Map<String, Object> request) throws Exception {
        enrolments.add(request);
        if (!authority.code().equals(request.get("code"))) {
            throw new IllegalArgumentException("unknown");
        }
        X509Certificate certificate = authority.certify((String) request.get("csrPem"), DEVICE, certificateLife);
        know(certificate);
        return JSON.std.asBytes(Map.of(
                "deviceId", DEVICE,
                "certificatePem", TestAuthority.pem(certificate),
                "caPem", authority.pem(),
                "mqttUri", broker.deviceUri(),
                "instrumentIds", instruments));
    }

    public synchronized void know(X509Certificate certificate) {
        try {
            deviceKey = certificate.getPublicKey();
            kids.add(Digest.of(certificate.getEncoded()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Connects to the broker's inner door, and publishes the ack afresh as the real server does at its start. */
    public TestServer connect() {
        try {
            client = new MqttAsyncClient(broker.serverUri(), "server", new MemoryPersistence());
            client.setCallback(new Ear());
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName("server");
            options.setPassword(new byte[] {1});
            client.connect(options).waitForCompletion(10_000);
            if (head > 0) {
                publishAck();
            }
            client.subscribe("weiyi/v1/+/usage", 1).waitForCompletion(10_000);
            client.subscribe("weiyi/v1/+/state", 1).waitForCompletion(10_000);
            return this;
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    public void disconnect() {
        try {
            client.disconnectForcibly(100, 100, true);
            client.close(true);
        } catch (MqttException e) {
            // The broker may be gone already.
            problems.size();
        }
    }

    /** Takes readings but says nothing about them, or speaks again. */
    public void silent(boolean quiet) {
        silent = quiet;
    }

    /** Refuses a seq with a code from now on. */
    public void refuse(long seq, String code) {
        refuse.put(seq, code);
    }

    /** Loses a seq once, after the broker has taken it. */
    public void overhear(long seq) {
        overhear.add(seq);
    }

    /** Forgets everything after a seq, as a server restored from a backup has. */
    public synchronized void restoreTo(long seq) {
        readings.tailMap(seq, false).clear();
        gaps.tailMap(seq, false).clear();
        head = seq;
        headHash = seq == 0 ? "" : Digest.ofAscii(readings.get(seq));
    }

    public void publish(String topic, String payload, boolean retained) {
        try {
            MqttMessage message = new MqttMessage(payload.getBytes(StandardCharsets.UTF_8));
            message.setQos(1);
            message.setRetained(retained);
            client.publish("weiyi/v1/" + DEVICE + "/" + topic, message);
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes back what an earlier test left on the broker. */
    public void forgetRetained() {
        publish("ack", "", true);
        publish("config", "", true);
        publish("state", "", true);
    }

    public void publishAck() {
        publish("ack", "{\"seq\":" + head + ",\"head\":\"" + headHash + "\",\"at\":\"" + Instant.now() + "\"}", true);
    }

    private synchronized void take(String jws) {
        received++;
        Map<String, Object> claims;
        try {
            claims = check(jws);
        } catch (Exception e) {
            problems.add(e + " in " + jws);
            return;
        }
        long seq = ((Number) claims.get("seq")).longValue();
        if (overhear.remove(seq)) {
            return;
        }
        String code = refuse.get(seq);
        if (code != null) {
            publish("ack", "{\"seq\":" + seq + ",\"refused\":\"" + code + "\"}", false);
            return;
        }
        String known = readings.putIfAbsent(seq, jws);
        if (known != null && !known.equals(jws)) {
            publish("ack", "{\"seq\":" + seq + ",\"refused\":\"seq-conflict\"}", false);
            return;
        }
        if (claims.get("from") instanceof Number from) {
            gaps.put(from.longValue(), ((Number) claims.get("to")).longValue());
        }
        advance();
        if (!silent) {
            publishAck();
        }
    }

    private void advance() {
        for (boolean moved = true; moved; ) {
            moved = false;
            if (readings.containsKey(head + 1)) {
                head++;
                headHash = Digest.ofAscii(readings.get(head));
                moved = true;
            } else if (gaps.containsKey(head + 1)) {
                head = gaps.get(head + 1);
                headHash = readings.containsKey(head) ? Digest.ofAscii(readings.get(head)) : headHash;
                moved = true;
            }
        }
    }

    private Map<String, Object> check(String jws) throws Exception {
        String[] parts = jws.split("\\.", -1);
        Map<String, Object> header = JSON.std.mapFrom(decode(parts[0]));
        if (!kids.contains(header.get("kid")) || !header.equals(Map.of("alg", "ES256", "kid", header.get("kid")))) {
            throw new IllegalArgumentException("header " + header);
        }
        usedKids.add(String.valueOf(header.get("kid")));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(deviceKey);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        if (parts.length != 3 || !signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
            throw new IllegalArgumentException("signature");
        }
        Map<String, Object> claims = JSON.std.mapFrom(decode(parts[1]));
        long run = ((Number) claims.get("run")).longValue();
        long active = ((Number) claims.get("active")).longValue();
        if (run != active + ((Number) claims.get("idle")).longValue()) {
            throw new IllegalArgumentException("run is not active + idle");
        }
        return claims;
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    /** The claims of everything kept, by seq. */
    public synchronized List<Map<String, Object>> claims() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String jws : readings.values()) {
            try {
                all.add(JSON.std.mapFrom(decode(jws.split("\\.")[1])));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return all;
    }

    public List<Map<String, Object>> claims(String type) {
        return claims().stream().filter(claim -> type.equals(claim.get("type"))).toList();
    }

    public List<Map<String, Object>> markers(String cause) {
        return claims("marker").stream()
                .filter(claim -> cause.equals(claim.get("cause")))
                .toList();
    }

    /** Whether each kept reading names the one before it. */
    public synchronized boolean chainHolds() {
        for (Map.Entry<Long, String> entry : readings.entrySet()) {
            String before = entry.getKey() == 1 ? "" : readings.get(entry.getKey() - 1);
            try {
                Object prev = JSON.std
                        .mapFrom(decode(entry.getValue().split("\\.")[1]))
                        .get("prev");
                if (before == null || !prev.equals(before.isEmpty() ? "" : Digest.ofAscii(before))) {
                    return false;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    public synchronized long head() {
        return head;
    }

    public synchronized long received() {
        return received;
    }

    public List<String> problems() {
        return problems;
    }

    /** The last state that the device, or its last will, has left. */
    public String lastState() {
        return states.isEmpty() ? "{}" : states.get(states.size() - 1);
    }

    public List<Map<String, Object>> enrolments() {
        return enrolments;
    }

    @Override
    public void close() {
        if (client != null) {
            disconnect();
        }
        if (http != null) {
            http.stop(0);
        }
    }

    private final class Ear implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            String text = new String(message.getPayload(), StandardCharsets.UTF_8);
            if (topic.endsWith("/usage")) {
                take(text);
            } else if (!text.isEmpty()) {
                states.add(text);
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
