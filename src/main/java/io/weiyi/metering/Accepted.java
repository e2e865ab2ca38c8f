package io.weiyi.metering;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A committed reading on its way into its session.
 *
 * @param flags its soft problems
 * @param gapBefore whether readings before it are missing for good, so that every open session of the device has a hole
 * @param late whether later readings of the device have gone into their sessions before it
 */
public record Accepted(Reading reading, SortedSet<String> flags, boolean gapBefore, boolean late) {

    public Accepted {
        flags = new TreeSet<>(flags);
    }
}
