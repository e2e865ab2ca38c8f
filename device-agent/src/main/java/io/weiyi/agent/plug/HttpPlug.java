package io.weiyi.agent.plug;

import io.weiyi.agent.config.PlugSettings;
import io.weiyi.agent.probe.PowerMeter;
import io.weiyi.agent.probe.Rounds;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** A plug that is asked every few seconds, on a thread of its own: a silent plug must not keep the agent waiting. */
final class HttpPlug implements PowerMeter, AutoCloseable {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int BYTES_MAX = 16 * 1024;
    private static final int OK = 200;
    /** Two lost answers are no silence yet. */
    private static final int ANSWERS_LOST_MAX = 3;

    private final PlugAddress address;
    private final PlugSettings settings;
    private final LongSupplier monotonic;
    private final Duration every;
    private final Rounds rounds;
    private volatile Power last = Power.unknown("not asked yet");

    HttpPlug(PlugAddress address, PlugSettings settings, LongSupplier monotonic, Duration every) {
        this.address = address;
        this.settings = settings;
        this.monotonic = monotonic;
        this.every = every;
        this.rounds = new Rounds("plug", this::ask, every);
    }

    HttpPlug start() {
        rounds.start();
        return this;
    }

    private void ask() {
        try {
            OptionalDouble watts = address.format().watts(fetch(), address.channel());
            if (watts.isPresent()) {
                last = Power.of(watts.getAsDouble(), monotonic.getAsLong());
            } else {
                fail("the plug's answer names no power");
            }
        } catch (IOException | RuntimeException e) {
            fail("the plug does not answer: " + e.getMessage());
        }
    }

    /** What was measured a moment ago still speaks for the present; it fades by itself. */
    private void fail(String why) {
        Power before = last;
        if (before.watts() == null || monotonic.getAsLong() - before.atMillis() > validMillis()) {
            last = Power.unknown(why);
        }
    }

    private String fetch() throws IOException {
        String path = address.format().path(address.channel(), settings.user(), settings.password());
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address.base() + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        if (!settings.user().isEmpty() && address.format() != PlugFormat.TASMOTA) {
            String who = settings.user() + ":" + settings.password();
            String encoded = Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.UTF_8));
            connection.setRequestProperty("Authorization", "Basic " + encoded);
        }
        try {
            if (connection.getResponseCode() != OK) {
                throw new IOException("status " + connection.getResponseCode());
            }
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
            }
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public Power last() {
        return last;
    }

    @Override
    public long validMillis() {
        return ANSWERS_LOST_MAX * (every.toMillis() + TIMEOUT_MILLIS);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
