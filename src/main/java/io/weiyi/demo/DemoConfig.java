package io.weiyi.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/** Settings of the demo city. */
@ConfigMapping(prefix = "weiyi.demo")
public interface DemoConfig {

    /** Whether an empty embedded database is filled with the demo city, and whether its lab PCs run. */
    @WithDefault("false")
    boolean enabled();

    /** A day of the week the city is anchored at; the current week where it is not set. */
    Optional<LocalDate> anchor();

    /** Moves the server's clock at start (ISO-8601, such as {@code PT1H}); read by the clock itself. */
    @WithDefault("PT0S")
    Duration clockOffset();

    /** Whether the two simulated lab PCs run the real agent. */
    @WithDefault("true")
    boolean labPcs();

    /** The agent program that the lab PCs run; without it there are none. */
    @WithDefault("device-agent/target/weiyi-agent.jar")
    Path agentJar();

    /** Whether the demo devices send the signed readings of the last two weeks after the first start. */
    @WithDefault("true")
    boolean readings();
}
