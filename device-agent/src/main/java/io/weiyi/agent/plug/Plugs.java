package io.weiyi.agent.plug;

import io.weiyi.agent.config.PlugBroker;
import io.weiyi.agent.config.PlugSettings;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.probe.PowerMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All plugs of this agent. */
public final class Plugs implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final PlugBroker broker;
    private final LongSupplier monotonic;
    private final Duration every;
    private final List<HttpPlug> asked = new ArrayList<>();
    private @Nullable PlugEar ear;

    /** @param monotonic milliseconds that never go back */
    public Plugs(PlugBroker broker, LongSupplier monotonic) {
        this(broker, monotonic, EVERY);
    }

    Plugs(PlugBroker broker, LongSupplier monotonic, Duration every) {
        this.broker = broker;
        this.monotonic = monotonic;
        this.every = every;
    }

    /** The meter of one instrument. */
    public PowerMeter meter(PlugSettings settings) throws Refusal {
        if (!settings.named()) {
            return PowerMeter.none("no plug is named in agent.properties");
        }
        PlugAddress address = PlugAddress.parse(settings.text());
        if (address.overHttp()) {
            HttpPlug plug = new HttpPlug(address, settings, monotonic, every);
            asked.add(plug);
            return plug;
        }
        if (!broker.named()) {
            throw new Refusal("The plug '" + settings.text() + "' needs the setting plug-broker.");
        }
        PlugEar listening = ear;
        if (listening == null) {
            listening = new PlugEar(broker);
            ear = listening;
        }
        return listening.add(new HeardPlug(address, monotonic));
    }

    /** Begins to ask and to listen, once every instrument has its meter. */
    public void start() {
        asked.forEach(HttpPlug::start);
        if (ear != null) {
            ear.start();
        }
    }

    @Override
    public void close() {
        asked.forEach(HttpPlug::close);
        if (ear != null) {
            ear.close();
        }
    }
}
