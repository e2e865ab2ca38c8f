package io.weiyi.agent.config;

/**
 * The laboratory's own MQTT broker, where smart plugs report; nothing of Weiyi is ever sent there.
 *
 * @param uri {@code mqtt://host:port}, "" when there is none
 */
public record PlugBroker(String uri, String user, String password) {
    public static final PlugBroker NONE = new PlugBroker("", "", "");

    public boolean named() {
        return !uri.isEmpty();
    }
}
