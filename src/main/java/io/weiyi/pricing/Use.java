package io.weiyi.pricing;

/**
 * The use of an instrument by one subject, all its sessions together: seconds are summed before anything is rounded.
 *
 * @param metered whether a device watched; without one only the booked seconds are known, and they are what counts
 * @param bookedSeconds the length of the agreed window; zero without a booking
 * @param runSeconds sum over the sessions
 * @param activeSeconds sum over the sessions
 */
public record Use(boolean metered, long bookedSeconds, long runSeconds, long activeSeconds) {

    public Use {
        if (bookedSeconds < 0 || activeSeconds < 0 || runSeconds < activeSeconds) {
            throw new IllegalArgumentException("seconds must not be negative, nor active ones more than run ones");
        }
        if (!metered && runSeconds > 0) {
            throw new IllegalArgumentException("an unmetered use has no run seconds");
        }
    }

    /** A use that nobody metered: priced on the booked seconds whatever the tariff's basis is. */
    public static Use unmetered(long bookedSeconds) {
        return new Use(false, bookedSeconds, 0, 0);
    }

    /** A metered use to which sessions are added by {@link #plus}. */
    public static Use metered(long bookedSeconds) {
        return new Use(true, bookedSeconds, 0, 0);
    }

    /** This use and one more session of it. */
    public Use plus(long moreRunSeconds, long moreActiveSeconds) {
        return new Use(
                metered,
                bookedSeconds,
                Math.addExact(runSeconds, moreRunSeconds),
                Math.addExact(activeSeconds, moreActiveSeconds));
    }
}
