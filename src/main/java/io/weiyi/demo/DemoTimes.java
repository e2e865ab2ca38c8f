package io.weiyi.demo;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The moments everything is placed by: nothing in the demo city asks a clock.
 *
 * @param anchor the Monday the city is anchored at; organisations, prices and use are drawn by it
 * @param now the end of history
 */
record DemoTimes(LocalDate anchor, Instant now) {

    private static final int WEEKS_PLANNED = 4;
    private static final int SIGNED_DAYS = 14;

    /** Anchors a city at the Monday of the week of this moment. */
    static DemoTimes at(Instant now) {
        return new DemoTimes(BusinessTime.mondayOf(now), now);
    }

    /**
     * Anchors a city at the week of a given day. History ends now when that is the current week, else on that Monday's
     * noon, so that the same anchor makes the same city at any time.
     */
    static DemoTimes at(LocalDate day, Instant now) {
        LocalDate monday = BusinessTime.mondayOf(BusinessTime.startOf(day));
        return BusinessTime.mondayOf(now).equals(monday)
                ? new DemoTimes(monday, now)
                : new DemoTimes(monday, BusinessTime.startOf(monday).plusSeconds(12 * 3600));
    }

    LocalDate today() {
        return BusinessTime.dayOf(now);
    }

    /** 1 January of the last calendar year. */
    LocalDate historyFrom() {
        return today().withDayOfYear(1).minusYears(1);
    }

    Instant historyStart() {
        return BusinessTime.startOf(historyFrom());
    }

    /** The first day without generated bookings: at least three weeks ahead on every day of the anchor's week. */
    LocalDate plannedUntil() {
        return anchor.plusWeeks(WEEKS_PLANNED);
    }

    /** From when on the use of a device is told by its signed readings. */
    Instant signedFrom() {
        return BusinessTime.startOf(anchor.minusDays(SIGNED_DAYS));
    }
}
