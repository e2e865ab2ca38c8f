package io.weiyi.agent.probe;

import org.jspecify.annotations.Nullable;

/** The desktop of this machine, as the agent's thread sees it: whatever was seen last. */
public interface Desktop {
    View last();

    /**
     * Who is there.
     *
     * @param login whether a person is signed in
     * @param quietMillis since when keyboard and mouse were not touched, at the time of the look; null when not known
     * @param atMillis when it was seen, on the monotonic clock
     * @param told the source and what it said, or why it said nothing
     */
    record View(Truth login, @Nullable Long quietMillis, long atMillis, String told) {
        public static View unknown(String why) {
            return new View(Truth.UNKNOWN, null, 0, why);
        }
    }
}
