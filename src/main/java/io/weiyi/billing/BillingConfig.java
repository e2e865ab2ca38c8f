package io.weiyi.billing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is agreed about charges. */
@ConfigMapping(prefix = "weiyi.billing")
public interface BillingConfig {

    /** Days in which a firm answers a confirmed charge; after them its silence is consent. */
    @WithDefault("7")
    int answerDays();
}
