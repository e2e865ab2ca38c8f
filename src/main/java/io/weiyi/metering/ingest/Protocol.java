package io.weiyi.metering.ingest;

import io.weiyi.metering.Reading;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The versions of the protocol that this server speaks, each with the form of its readings. A new version is a new row: the
 * server then also listens on its topics and answers there, and devices that speak an older one notice nothing.
 */
@Singleton
class Protocol {

    private static final int DEVICE_CHARS_MAX = 40;

    private final SortedMap<Integer, Form> forms;

    /** How the claims of one version become a reading. */
    @FunctionalInterface
    interface Form {
        Reading read(Jws jws, Claims claims) throws Jws.Malformed;
    }

    @Inject
    Protocol() {
        this(Map.of(1, Claims::reading));
    }

    Protocol(Map<Integer, Form> forms) {
        this.forms = new TreeMap<>(forms);
    }

    /** Reads the claims of a JWS whose signature was checked, in the form of the version that they name. */
    Reading read(Jws jws) throws Jws.Malformed {
        Claims claims = Claims.of(jws);
        long version = claims.version();
        Form form = version > Integer.MAX_VALUE ? null : forms.get((int) version);
        if (form == null) {
            throw new Jws.Malformed("claim v names an unknown version");
        }
        return form.read(jws, claims);
    }

    /** What a server of a group subscribes to: of readings its share, that no other one gets, and of states all. */
    String[] filters(String group) {
        return forms.keySet().stream()
                .flatMap(version ->
                        Stream.of(root(version) + "+/state", "$share/" + group + "/" + root(version) + "+/usage"))
                .toArray(String[]::new);
    }

    /** A topic of a device in each version: what it speaks now is its own business. */
    Iterable<String> topics(String device, String leaf) {
        return forms.keySet().stream()
                .map(version -> root(version) + device + "/" + leaf)
                .toList();
    }

    /** The device of {@code weiyi/v1/{d}/<leaf>}, or of the same in another version. */
    Optional<String> device(String topic, String leaf) {
        String end = "/" + leaf;
        for (int version : forms.keySet()) {
            String root = root(version);
            if (topic.startsWith(root) && topic.endsWith(end) && topic.length() > root.length() + end.length()) {
                String device = topic.substring(root.length(), topic.length() - end.length());
                return device.length() <= DEVICE_CHARS_MAX && device.matches("[a-z0-9-]+")
                        ? Optional.of(device)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String root(int version) {
        return "weiyi/v" + version + "/";
    }
}
