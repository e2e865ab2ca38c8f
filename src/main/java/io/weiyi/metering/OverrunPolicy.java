package io.weiyi.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happens on an instrument when booked time is over (超时处理).
 *
 * @param action END: use is ended; RUN: it goes on, and the overtime is shown
 * @param remindMinutes so long before the end the person at the PC is reminded
 * @param graceMinutes so long after the end use is ended, never into the next booking
 * @param hooks whether hooks set up on the PC itself may run
 * @param setBy who set it so; null while nobody did and the preset holds
 */
public record OverrunPolicy(
        Action action,
        int remindMinutes,
        int graceMinutes,
        boolean hooks,
        @Nullable String setBy,
        @Nullable Instant setAt) {

    /** What holds until an owner says otherwise: nobody's work is cut off. */
    public static final OverrunPolicy PRESET = new OverrunPolicy(Action.RUN, 10, 10, true, null, null);

    /** What is done with use that goes on. */
    public enum Action {
        RUN,
        END
    }
}
