package io.weiyi.agent.desktop;

import io.weiyi.agent.probe.Truth;
import org.jspecify.annotations.Nullable;

/**
 * What one source says of the desktop.
 *
 * @param quietMillis since when nothing was touched, null when the source cannot tell
 * @param why what the source is missing, "" when nothing
 */
record Glance(Truth login, @Nullable Long quietMillis, String why) {

    static Glance blind(String why) {
        return new Glance(Truth.UNKNOWN, null, why);
    }
}
