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

    static final int WEEKS_AHEAD = 3;

    /** Anchors a city at the Monday of the week of this moment. */
    static DemoTimes at(Instant now) {
        return new DemoTimes(BusinessTime.mondayOf(now), now);
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

    /** The first day without generated bookings. */
    LocalDate plannedUntil() {
        return today().plusWeeks(WEEKS_AHEAD).plusDays(1);
    }
}
