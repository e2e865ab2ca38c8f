package io.weiyi.reporting;

import io.weiyi.kernel.time.TimeWindow;
import org.jspecify.annotations.Nullable;

/**
 * Filters of the list of instruments; null or empty is no filter.
 *
 * @param text words as typed
 * @param category a prefix of the class code
 * @param areaId where it stands
 * @param ownerId whose it is
 * @param free it can be booked and is free for all of this window
 */
public record InstrumentQuery(
        String text,
        @Nullable String category,
        @Nullable Long areaId,
        @Nullable Long ownerId,
        @Nullable TimeWindow free) {

    public static final InstrumentQuery ALL = new InstrumentQuery("", null, null, null, null);
}
