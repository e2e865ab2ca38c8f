package io.weiyi.metering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;

/** Where the MQTT broker is. */
@ConfigMapping(prefix = "weiyi.broker")
public interface BrokerConfig {

    /**
     * Address under which this server reaches an outside broker, such as {@code ssl://mqtt.example.org:8883}; the embedded
     * one is used when missing.
     */
    Optional<String> uri();

    /** Address of the broker that agents are told at enrolment, where it differs from what the server itself uses. */
    Optional<String> publicUri();

    /** Address that the embedded broker binds. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port of the embedded broker; 0 takes any free one at the first start and keeps it. */
    @WithDefault("8883")
    int port();

    /**
     * A second port of the embedded broker, such as 443 for networks that let nothing else out. Both ports take MQTT over
     * TLS and MQTT over secure WebSocket; 0 means none.
     */
    @WithDefault("0")
    int secondPort();

    /**
     * So many messages a second the embedded broker takes from one device; a faster one is held up, not refused. Sixty days
     * of readings, one a minute, are through in less than a minute all the same.
     */
    @WithDefault("2500")
    @Min(1)
    int deviceMessagesPerSecond();

    /** The same in bytes. */
    @WithDefault("4194304")
    @Min(1)
    int deviceBytesPerSecond();

    /** Host name or address under which agents reach the broker; it is told at enrolment and stands in the certificate. */
    @WithDefault("127.0.0.1")
    String publicHost();

    /** Further host names and addresses, separated by commas, for which the broker's TLS certificate is valid. */
    Optional<List<String>> names();

    /**
     * A command that makes an outside broker read its files again, such as {@code systemctl reload mosquitto}; it is run
     * after the list of revoked certificates or the broker's own certificate has changed. Words are separated by spaces.
     */
    Optional<String> reloadCommand();
}
