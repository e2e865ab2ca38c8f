package io.weiyi.agent.probe;

import org.jspecify.annotations.Nullable;

/** A smart plug, as the agent's thread sees it: whatever came in last. */
public interface PowerMeter {
    Power last();

    /** How long a value speaks for the present. */
    long validMillis();

    /**
     * What a plug measured.
     *
     * @param watts null when it is not known
     * @param atMillis when it came in, on the monotonic clock
     * @param problem why it is not known, else ""
     */
    record Power(@Nullable Double watts, long atMillis, String problem) {
        public static Power of(double watts, long atMillis) {
            return new Power(watts, atMillis, "");
        }

        public static Power unknown(String problem) {
            return new Power(null, 0, problem);
        }
    }

    /** The meter of an instrument without a plug. */
    static PowerMeter none(String why) {
        return new PowerMeter() {
            @Override
            public Power last() {
                return Power.unknown(why);
            }

            @Override
            public long validMillis() {
                return Long.MAX_VALUE;
            }
        };
    }
}
