package io.weiyi.agent.verify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a reading of the file says.
 *
 * @param own whether it is of the session; else a marker
 * @param at in the server's time, as far as the device knew it
 * @param lost seqs that it declares lost, inclusive; null unless it is a gap marker
 */
record Told(
        long seq,
        String prev,
        String hash,
        boolean own,
        Instant at,
        long run,
        long active,
        @Nullable Lost lost,
        String where) {
    /** A range of lost seqs, both inclusive. */
    record Lost(long from, long to) {
        boolean has(long seq) {
            return from <= seq && seq <= to;
        }
    }
}
