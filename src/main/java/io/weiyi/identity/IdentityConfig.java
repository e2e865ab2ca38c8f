package io.weiyi.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of sign-in and registration. */
@ConfigMapping(prefix = "weiyi.identity")
public interface IdentityConfig {

    /** How long the access token of a program is good. */
    @WithDefault("PT8H")
    Duration tokenLife();

    /** How long a browser stays signed in. */
    @WithDefault("PT12H")
    Duration sessionLife();
}
