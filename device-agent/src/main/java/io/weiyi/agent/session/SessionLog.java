package io.weiyi.agent.session;

import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Stamp;
import java.util.Optional;

/** Where sessions write to. */
public interface SessionLog {
    /** All clocks, now. */
    Stamp stamp();

    void write(Content content);

    /** Keeps the state of an open session together with what was written last. */
    void keep(String instrument, OpenSession session);

    void drop(String instrument);

    /** The booking of an instrument that runs now, as far as the server has told. */
    Optional<String> bookingNow(String instrument);
}
