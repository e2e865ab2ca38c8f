package io.weiyi.web;

import io.weiyi.kernel.time.TimeWindow;

/** A free time that is offered instead of a taken one. */
final class NearestText {

    private NearestText() {}

    static String of(Object window) {
        return window instanceof TimeWindow free ? Formats.span(free.startsAt(), free.endsBefore()) : "";
    }
}
