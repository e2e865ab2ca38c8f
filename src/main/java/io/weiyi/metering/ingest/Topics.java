package io.weiyi.metering.ingest;

import java.util.Optional;

/** The topics of the protocol. */
final class Topics {

    static final String ALL_STATES = "weiyi/v1/+/state";

    private static final String ROOT = "weiyi/v1/";
    private static final int DEVICE_CHARS_MAX = 40;

    private Topics() {}

    /** Every server of the group takes its share; none gets what another has. */
    static String allUsage(String group) {
        return "$share/" + group + "/weiyi/v1/+/usage";
    }

    static String usage(String device) {
        return ROOT + device + "/usage";
    }

    static String ack(String device) {
        return ROOT + device + "/ack";
    }

    static String config(String device) {
        return ROOT + device + "/config";
    }

    /** The device of {@code weiyi/v1/{d}/<leaf>}. */
    static Optional<String> device(String topic, String leaf) {
        String end = "/" + leaf;
        if (!topic.startsWith(ROOT) || !topic.endsWith(end) || topic.length() <= ROOT.length() + end.length()) {
            return Optional.empty();
        }
        String device = topic.substring(ROOT.length(), topic.length() - end.length());
        return device.length() <= DEVICE_CHARS_MAX && device.matches("[a-z0-9-]+")
                ? Optional.of(device)
                : Optional.empty();
    }
}
