package io.weiyi.metering;

import java.time.Instant;
import java.util.List;

/**
 * How a session went, as its signed readings tell: when it was active and idle, and when the device was on.
 *
 * @param use pieces of kind ACTIVE and IDLE, in order; the counters say how long each was, and within a tick the active part
 *     stands first
 * @param powered when the device was heard, of kind POWERED; an hour's silence ends a piece, for it speaks at least hourly
 */
public record SessionCourse(List<Piece> use, List<Piece> powered) {

    public SessionCourse {
        use = List.copyOf(use);
        powered = List.copyOf(powered);
    }

    /** A stretch of time of one kind. */
    public record Piece(String kind, Instant from, Instant until) {}
}
