package io.weiyi.metering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How use is metered. */
@ConfigMapping(prefix = "weiyi.metering")
public interface MeteringConfig {

    /** How often agents are asked to report the counters of a running session. */
    @WithDefault("PT30S")
    Duration tick();

    /** How long an agent may be silent before it says that it is alive; up to then, bookings wait to be covered. */
    @WithDefault("PT5M")
    Duration alive();

    /** The same while a booking is near, so that its charge does not wait long for the meter's word. */
    @WithDefault("PT30S")
    Duration aliveBooked();

    /** How many readings go into one transaction at most. */
    @WithDefault("1000")
    int batch();

    /** How long a batch waits for more readings. */
    @WithDefault("PT0.02S")
    Duration linger();

    /** So far apart are commits while little comes: one of a few readings costs little less than one of many. */
    @WithDefault("PT0.5S")
    Duration pace();

    /** A session nothing was heard of for so long is closed as estimated. */
    @WithDefault("PT24H")
    Duration silence();

    /** So long readings wait for a missing one before they go into their sessions with the flag seq-gap. */
    @WithDefault("PT10M")
    Duration holePatience();

    /** A session that begins up to so long before a booking belongs to it. */
    @WithDefault("PT30M")
    Duration earlyStart();

    /** How far a device's clock may be off before its readings are flagged. */
    @WithDefault("PT2M")
    Duration skew();

    /** How far a reading may lie in the future before it is flagged. */
    @WithDefault("PT5M")
    Duration future();

    /** So long an enrolment code may be used. */
    @WithDefault("PT15M")
    Duration enrolmentCode();

    /** So long a certificate of a device or a server is good; its holder renews it when a third of that is left. */
    @WithDefault("P365D")
    Duration certificateLife();

    /** So long after its expiry a device's certificate may still be renewed with the same key. */
    @WithDefault("P90D")
    Duration renewalGrace();

    /** How often committed readings are sealed into the day chain. */
    @WithDefault("PT10S")
    Duration seal();

    /** So long after a session was closed its readings are packed; until then late ones are awaited. */
    @WithDefault("P7D")
    Duration packAfter();

    /** So long the other side has to answer a dispute before it is reminded. */
    @WithDefault("P7D")
    Duration disputeAnswer();

    /** So long two persons have to decide a dispute before they are reminded; longer than the time to answer. */
    @WithDefault("P14D")
    Duration disputeDecision();

    /** So long after its booking's end a session that a person began and nobody ended is closed at that end. */
    @WithDefault("PT4H")
    Duration manualForgotten();

    /** The same for one without a booking, from its start on. */
    @WithDefault("PT24H")
    Duration manualUnbooked();

    /** How far back the logbook may be filled in. */
    @WithDefault("P366D")
    Duration logbookBack();
}
