package io.weiyi.agent.plug;

import io.weiyi.agent.probe.PowerMeter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** A plug that reports by itself on a broker. */
final class HeardPlug implements PowerMeter {
    /** Tasmota reports every 300 s unless told otherwise. */
    private static final long VALID_MILLIS = 330_000;

    private final PlugAddress address;
    private final LongSupplier monotonic;
    private volatile Power last = Power.unknown("nothing heard yet");

    HeardPlug(PlugAddress address, LongSupplier monotonic) {
        this.address = address;
        this.monotonic = monotonic;
    }

    PlugAddress address() {
        return address;
    }

    boolean listensTo(String topic) {
        return topic.equals(address.format().presenceTopic(address.name()))
                || address.format()
                        .valueTopics(address.name(), address.channel())
                        .contains(topic);
    }

    /** @param retained an old message that the broker kept says nothing of now, except that a plug is gone */
    void heard(String topic, byte[] payload, boolean retained) {
        String text = new String(payload, StandardCharsets.UTF_8);
        if (topic.equals(address.format().presenceTopic(address.name()))) {
            if (PlugFormat.away(text)) {
                last = Power.unknown("the plug is offline");
            } else if (last.watts() == null) {
                last = Power.unknown("the plug is there, nothing measured yet");
            }
            return;
        }
        OptionalDouble watts =
                retained ? OptionalDouble.empty() : address.format().watts(text, address.channel());
        watts.ifPresent(value -> last = Power.of(value, monotonic.getAsLong()));
    }

    /** The broker cannot be heard; what was measured last fades by itself. */
    void deaf(String why) {
        if (last.watts() == null) {
            last = Power.unknown(why);
        }
    }

    @Override
    public Power last() {
        return last;
    }

    @Override
    public long validMillis() {
        return VALID_MILLIS;
    }
}
