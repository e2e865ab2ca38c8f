package io.weiyi.faults;

import io.netty.channel.EventLoopGroup;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.FleetDevice;
import io.weiyi.testing.LightClient;
import io.weiyi.testing.TestDevice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An agent that keeps the protocol's promises as the contract words them and lives in virtual time: its journal outlives its
 * death, it sends again from the lowest reading without an ack, and it knows to the second what it has measured.
 */
final class ScriptedAgent implements AutoCloseable {

    private static final int IN_FLIGHT_MAX = 500;
    private static final long RESEND_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofSeconds(60);
    private static final Pattern ACK = Pattern.compile("\"seq\":(\\d+),\"head\":\"([^\"]*)\"");

    private final FleetDevice identity;
    private final EventLoopGroup loop;
    private final TreeMap<Long, byte[]> journal = new TreeMap<>();
    private final List<Use> uses = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private Instant clock = Instant.now().minus(Duration.ofDays(20)).truncatedTo(ChronoUnit.SECONDS);
    private @Nullable Running running;
    private @Nullable LightClient client;
    private boolean connecting;
    private boolean dead;
    private long acked;
    private long sentUpTo;
    private long progressAt = System.nanoTime();

    ScriptedAgent(FleetDevice identity, EventLoopGroup loop) {
        this.identity = identity;
        this.loop = loop;
    }

    /** A session that was measured: what the server must say of it, to the second. */
    record Use(UUID sid, Instant startedAt, Instant endedAt, long run, long active) {}

    /** One that is being measured. */
    private record Running(UUID sid, Instant startedAt, long run, long active, int ticksLeft) {}

    TestDevice device() {
        return identity.device();
    }

    /** Measures on: begins a session, goes on with it, or ends it. A dead agent sees nothing. */
    synchronized void measure(Random random) {
        if (dead) {
            return;
        }
        Running now = running;
        if (now == null) {
            clock = clock.plus(BETWEEN);
            now = new Running(UUID.randomUUID(), clock, 0, 0, 2 + random.nextInt(6));
            write("session.start", now);
            running = now;
            return;
        }
        long seconds = 1 + random.nextInt((int) TICK.toSeconds());
        clock = clock.plusSeconds(seconds);
        long active = random.nextInt(3) == 0 ? 0 : random.nextInt((int) seconds + 1);
        now = new Running(now.sid, now.startedAt, now.run + seconds, now.active + active, now.ticksLeft - 1);
        if (now.ticksLeft > 0) {
            write("session.tick", now);
            running = now;
        } else {
            write("session.end", now);
            uses.add(new Use(now.sid, now.startedAt, clock, now.run, now.active));
            running = null;
        }
    }

    /** Lets the session in hand come to its end. */
    synchronized void finish(Random random) {
        while (running != null) {
            measure(random);
        }
    }

    private void write(String type, Running now) {
        Map<String, Object> claims = device().session(type, now.sid, clock, now.run, now.active);
        journal.put(device().seq, identity.sign(claims));
    }

    /** Dies in the middle of whatever it does; only the journal is left. */
    synchronized void kill() {
        dead = true;
        drop();
    }

    synchronized void revive() {
        if (dead) {
            dead = false;
            device().boot = UUID.randomUUID().toString();
            sentUpTo = acked;
        }
    }

    /** Does what is to be done now: connect, send, send again. */
    synchronized void work() {
        LightClient connection = client;
        if (dead || connecting) {
            return;
        }
        if (connection == null || !connection.isConnected()) {
            connect();
            return;
        }
        if (acked < sentUpTo && System.nanoTime() - progressAt > RESEND_NANOS) {
            sentUpTo = acked;
            progressAt = System.nanoTime();
        }
        for (Map.Entry<Long, byte[]> next :
                journal.subMap(sentUpTo, false, acked + IN_FLIGHT_MAX, true).entrySet()) {
            sentUpTo = next.getKey();
            connection.publish("weiyi/v1/" + device().id + "/usage", next.getValue());
        }
    }

    private void connect() {
        connecting = true;
        LightClient.connect(
                        loop,
                        device().broker,
                        device().id,
                        DeviceKeys.tls(device().key, device().certificate, device().authority),
                        this::heard,
                        "weiyi/v1/" + device().id + "/ack",
                        "weiyi/v1/" + device().id + "/config")
                .whenComplete(this::connected);
    }

    private synchronized void connected(@Nullable LightClient made, @Nullable Throwable failure) {
        connecting = false;
        if (made == null) {
            return;
        }
        client = made;
        sentUpTo = acked;
        progressAt = System.nanoTime();
        if (dead) {
            drop();
        }
    }

    private void drop() {
        if (client != null) {
            client.close();
        }
        client = null;
    }

    private synchronized void heard(String topic, byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        if (!topic.endsWith("/ack")) {
            return;
        }
        Matcher ack = ACK.matcher(text);
        if (!ack.find()) {
            complaints.add(text);
            return;
        }
        long seq = Long.parseLong(ack.group(1));
        byte[] reading = journal.get(seq);
        if (seq > 0 && (reading == null || !DeviceKeys.sha256(reading).equals(ack.group(2)))) {
            complaints.add("an ack of what was never said: " + text);
        } else if (seq > acked) {
            acked = seq;
            sentUpTo = Math.max(sentUpTo, acked);
            progressAt = System.nanoTime();
        }
    }

    synchronized boolean isDone() {
        return acked == device().seq;
    }

    synchronized List<Use> uses() {
        return List.copyOf(uses);
    }

    /** Refusals, and acks that are not true; there must be none. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public synchronized String toString() {
        return device().id + ": " + acked + " of " + device().seq + " acknowledged, sent up to " + sentUpTo
                + (dead ? ", dead" : client == null || !client.isConnected() ? ", not connected" : "");
    }

    @Override
    public synchronized void close() {
        dead = true;
        drop();
    }
}
