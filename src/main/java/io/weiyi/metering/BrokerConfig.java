package io.weiyi.metering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where the MQTT broker is. */
@ConfigMapping(prefix = "weiyi.broker")
public interface BrokerConfig {

    /** Address of an outside broker, such as {@code ssl://mqtt.example.org:8883}; the embedded one is used when missing. */
    Optional<String> uri();

    /** Address that the embedded broker binds. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port of the embedded broker; 0 takes any free one. */
    @WithDefault("8883")
    int port();

    /** Host name or address under which agents reach the broker; it is told at enrolment and stands in the certificate. */
    @WithDefault("127.0.0.1")
    String publicHost();
}
