package io.weiyi.testing;

import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.conscrypt.Conscrypt;

/** One of very many devices: enrolled like any other, connected by a {@link LightClient}, and quick at signing. */
public final class FleetDevice implements AutoCloseable {

    private static final Provider NATIVE = Conscrypt.newProvider();
    private static final Duration TICK = Duration.ofSeconds(60);
    private static final int NUMBER_BYTES = 32;

    private final TestDevice device;
    private LightClient client;
    private volatile long acked;
    private volatile long refused;
    private final Object window = new Object();
    private List<byte[]> left = List.of();
    private int next;
    private int width;
    private long before;

    private FleetDevice(TestDevice device) {
        this.device = device;
    }

    /** Enrols so many devices, each for an instrument of its own. */
    public static List<FleetDevice> enrol(CityFixture city, CityFixture.Org owner, String manager, int count) {
        List<FleetDevice> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(new FleetDevice(
                    TestDevice.enrol(manager, city.instrument(owner).create().id())));
        }
        return devices;
    }

    public CompletableFuture<LightClient> connect(EventLoopGroup loop) {
        return LightClient.connect(
                        loop,
                        device.broker,
                        device.id,
                        DeviceKeys.tls(device.key, device.certificate, device.authority),
                        this::heard,
                        "weiyi/v1/" + device.id + "/ack",
                        "weiyi/v1/" + device.id + "/config")
                .thenApply(connected -> {
                    client = connected;
                    return connected;
                });
    }

    /** A whole session of so many signed readings, a minute apart, that began so long ago. */
    public List<byte[]> session(int readings, Duration ago) {
        List<byte[]> signed = new ArrayList<>();
        UUID sid = UUID.randomUUID();
        Instant start = Instant.now().minus(ago);
        for (int i = 0; i < readings; i++) {
            String type = i == 0 ? "session.start" : i == readings - 1 ? "session.end" : "session.tick";
            long seconds = TICK.toSeconds() * i;
            signed.add(sign(device.session(type, sid, start.plusSeconds(seconds), seconds, seconds)));
        }
        return signed;
    }

    /** The next reading in the device's chain. */
    public byte[] sign(Map<String, ?> claims) {
        byte[] jws = jws(device.header(), TestDevice.json(claims).getBytes(StandardCharsets.UTF_8));
        device.prev = DeviceKeys.sha256(jws);
        return jws;
    }

    /** Any header and any claims, signed with the device's key and no part of its chain. */
    public byte[] jws(String header, byte[] claims) {
        String signed = DeviceKeys.encode(header.getBytes(StandardCharsets.UTF_8)) + "." + DeviceKeys.encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA", NATIVE);
            signature.initSign(device.key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return (signed + "." + DeviceKeys.encode(plain(signature.sign()))).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The two numbers of a DER signature side by side, as JWS has them. */
    private static byte[] plain(byte[] der) {
        byte[] plain = new byte[2 * NUMBER_BYTES];
        int at = 2;
        for (int half = 1; half <= 2; half++) {
            int length = der[at + 1];
            int kept = Math.min(length, NUMBER_BYTES);
            System.arraycopy(der, at + 2 + length - kept, plain, half * NUMBER_BYTES - kept, kept);
            at += 2 + length;
        }
        return plain;
    }

    /** One message on its usage topic, whatever it is. */
    public CompletableFuture<Void> send(byte[] payload) {
        return client.publish("weiyi/v1/" + device.id + "/usage", payload);
    }

    public CompletableFuture<Void> send(Collection<byte[]> readings) {
        return client.publishAll("weiyi/v1/" + device.id + "/usage", readings);
    }

    /** Sends as the agent does: no more than so many that the server has not acknowledged. They are the next of its chain. */
    public void send(List<byte[]> readings, int inFlight) {
        synchronized (window) {
            before = acked;
            next = 0;
            width = inFlight;
            left = readings;
        }
        sendOpen();
    }

    private void sendOpen() {
        synchronized (window) {
            while (next < left.size() && next - (acked - before) < width) {
                send(left.get(next++));
            }
        }
    }

    /** Claims, seq and chain of the device. */
    public TestDevice device() {
        return device;
    }

    public long acked() {
        return acked;
    }

    public boolean isConnected() {
        return client.isConnected();
    }

    /** How many messages were refused. */
    public long refused() {
        return refused;
    }

    /** Whether everything that was signed so far is acknowledged. */
    public boolean isAcked() {
        return acked == device.seq;
    }

    private void heard(String topic, byte[] payload) {
        if (!topic.endsWith("/ack")) {
            return;
        }
        String text = new String(payload, StandardCharsets.UTF_8);
        if (text.contains("\"refused\"")) {
            refused++;
            return;
        }
        int start = text.indexOf("\"seq\":") + "\"seq\":".length();
        int end = start;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        acked = Math.max(acked, Long.parseLong(text.substring(start, end)));
        sendOpen();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
