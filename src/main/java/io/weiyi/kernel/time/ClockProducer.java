package io.weiyi.kernel.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one clock of the server. {@code weiyi.demo.clock-offset} (ISO-8601, demo only) moves it at start; certificates and
 * TLS follow the system's own clock.
 */
@ApplicationScoped
public class ClockProducer {

    @Produces
    @ApplicationScoped
    Clock clock(
            @ConfigProperty(name = "weiyi.demo.clock-offset", defaultValue = "PT0S") Duration offset,
            @ConfigProperty(name = "weiyi.demo.enabled", defaultValue = "false") boolean demo) {
        return demo ? Clock.offset(Clock.systemUTC(), offset) : Clock.systemUTC();
    }
}
