package io.weiyi.demo;

import java.time.Instant;

/**
 * A use of an instrument.
 *
 * @param booking the booking it belongs to, as its place among all bookings, or {@link #UNBOOKED}
 * @param signed whether it is told by a device's signed readings instead of a row taken over from a logbook
 */
record DemoSession(
        int instrument, int booking, Instant startedAt, Instant endedAt, long activeSeconds, boolean signed) {

    static final int UNBOOKED = -1;

    long runSeconds() {
        return endedAt.getEpochSecond() - startedAt.getEpochSecond();
    }

    long idleSeconds() {
        return runSeconds() - activeSeconds;
    }
}
