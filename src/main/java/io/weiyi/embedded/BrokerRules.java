package io.weiyi.embedded;

import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;

/**
 * Who may do what on the broker. A device writes only its own usage and state and reads only its own ack and config; a
 * server may do all. Pure, so that every case is tested without a broker.
 */
final class BrokerRules {

    private static final Set<String> WRITES = Set.of("usage", "state");
    private static final Set<String> READS = Set.of("ack", "config");
    /** Where the digit of the version stands in a topic. */
    private static final int VERSION_AT = "weiyi/v".length();

    private BrokerRules() {}

    /**
     * @param address the address as the broker writes a topic, with dots for slashes, perhaps followed by {@code ::queue}
     */
    static boolean allows(Peer peer, CheckType type, String address) {
        if (peer.server()) {
            return true;
        }
        int queue = address.indexOf("::");
        String topic = queue < 0 ? address : address.substring(0, queue);
        String leaf = own(peer, topic.replace('.', '/'));
        return switch (type) {
            case SEND -> WRITES.contains(leaf);
            case CREATE_ADDRESS -> WRITES.contains(leaf) || READS.contains(leaf);
            case CONSUME,
                    CREATE_DURABLE_QUEUE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE -> READS.contains(leaf);
            // The broker tidies up in the name of whoever leaves last.
            case DELETE_ADDRESS -> READS.contains(leaf);
            case MANAGE, BROWSE, VIEW, EDIT -> false;
        };
    }

    /**
     * Whether a filter may be subscribed to or left. Asked before the broker's own check: that one refuses a foreign shared
     * subscription too, but takes the subscription away from whoever has it while doing so.
     */
    static boolean allowsFilter(Peer peer, String filter) {
        return peer.server() || READS.contains(own(peer, filter));
    }

    /** Whether a last will may be left for this topic: the broker itself sends it and would not ask again. */
    static boolean allowsWill(Peer peer, String topic) {
        return peer.server() || own(peer, topic).equals("state");
    }

    /** What follows the device's own root, {@code weiyi/v1/{name}/} or that of a later version; empty elsewhere. */
    private static String own(Peer peer, String topic) {
        String own = "weiyi/v1/" + peer.name() + "/";
        boolean version =
                topic.length() > VERSION_AT && topic.charAt(VERSION_AT) >= '1' && topic.charAt(VERSION_AT) <= '9';
        boolean inside = version
                && topic.startsWith(own.substring(0, VERSION_AT))
                && topic.startsWith(own.substring(VERSION_AT + 1), VERSION_AT + 1);
        return inside ? topic.substring(own.length()) : "";
    }

    /**
     * Who is at the other end of a connection, as its certificate says.
     *
     * @param name the certificate's CN
     * @param server whether it is a server of ours
     */
    record Peer(String name, boolean server) implements java.security.Principal {

        @Override
        public String getName() {
            return name;
        }
    }
}
