package io.weiyi.agent.link;

import io.weiyi.agent.reading.SeqRange;

/** What the link may ask of the one who writes readings: never to change one, only to add. */
public interface Chain {
    /** Adds a signed marker that declares a range lost, and returns the marker's seq. */
    long declareLost(SeqRange lost);

    /** Adds the content of a reading once more, at the end of the chain. */
    void repeat(long seq);

    /** Goes on after the server's head, with a restore marker and all that the server may not have. */
    void restoreAfter(long seq, String head);
}
