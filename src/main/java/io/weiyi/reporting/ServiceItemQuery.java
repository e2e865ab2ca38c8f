package io.weiyi.reporting;

import org.jspecify.annotations.Nullable;

/**
 * Filters of the list of service items; null or empty is no filter.
 *
 * @param text words as typed, each found in names, method or the lab's name
 * @param channel code of a service channel (服务频道)
 */
public record ServiceItemQuery(
        String text,
        @Nullable String channel,
        @Nullable Long ownerId,
        @Nullable Long instrumentId) {

    public static final ServiceItemQuery ALL = new ServiceItemQuery("", null, null, null);
}
