package io.weiyi.metering;

import jakarta.inject.Singleton;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the broker is to be found, known once the embedded one has its port or an outside one is configured. */
@Singleton
public class BrokerEndpoint {

    private final BrokerConfig config;
    private volatile @Nullable URI embedded;

    BrokerEndpoint(BrokerConfig config) {
        this.config = config;
    }

    /** Called by the embedded broker before it takes connections. */
    public void announce(int port) {
        embedded = URI.create("ssl://127.0.0.1:" + port);
    }

    /** Where this server connects to; empty when there is no broker. */
    public Optional<URI> uri() {
        Optional<URI> outside = config.uri().map(URI::create);
        return outside.isPresent() ? outside : Optional.ofNullable(embedded);
    }

    /** Where agents connect to. */
    public URI publicUri() {
        if (config.publicUri().isPresent()) {
            return URI.create(config.publicUri().get());
        }
        URI own = embedded;
        if (config.uri().isPresent() || own == null) {
            return URI.create(config.uri().orElse("ssl://" + config.publicHost() + ":" + config.port()));
        }
        return URI.create("ssl://" + config.publicHost() + ":" + own.getPort());
    }

    /** Every host name and address for which the broker's certificate must be valid. */
    public List<String> certifiedHosts() {
        Set<String> hosts = new LinkedHashSet<>();
        hosts.add(config.publicHost());
        config.publicUri().map(URI::create).map(URI::getHost).ifPresent(hosts::add);
        config.uri().map(URI::create).map(URI::getHost).ifPresent(hosts::add);
        config.names().ifPresent(hosts::addAll);
        hosts.addAll(List.of("localhost", "127.0.0.1"));
        if (!config.host().equals("0.0.0.0")) {
            hosts.add(config.host());
        }
        return List.copyOf(hosts);
    }
}
