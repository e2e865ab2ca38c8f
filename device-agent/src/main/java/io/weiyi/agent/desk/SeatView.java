package io.weiyi.agent.desk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An instrument as the person in front of it sees it.
 *
 * @param running whether a session runs
 * @param runSeconds of the running session
 * @param booking that is being used, or whose window is now, or that a code was typed for; null for none
 * @param coded whether its code was typed here
 * @param nextAt when the next booking begins, null when none is known
 * @param endsAt when use will be ended for want of booked time, null when it will not
 * @param reminds whether the booked time is nearly or already over
 * @param why the reason given for a session without a booking, empty when none was
 * @param mayTellWhy whether there is a session without a booking to give a reason for
 */
public record SeatView(
        String instrument,
        String nameZh,
        String nameEn,
        boolean running,
        long runSeconds,
        DeskPlan.@Nullable Booked booking,
        boolean coded,
        @Nullable Instant nextAt,
        @Nullable Instant endsAt,
        boolean reminds,
        String why,
        boolean mayTellWhy) {}
