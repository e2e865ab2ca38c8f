package io.weiyi.agent.session;

import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Control;
import io.weiyi.agent.reading.Counters;
import io.weiyi.agent.reading.ReadingType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes control readings. Each names the session it is about and repeats its counters; where there is none, it has an id of
 * its own, which all readings of the same act share.
 */
public final class Controls {
    private final SessionLog log;
    private final String instrument;
    private final String probe;

    public Controls(SessionLog log, String instrument, String probe) {
        this.log = log;
        this.instrument = instrument;
        this.probe = probe;
    }

    /** About a session, as its last reading left it, or about none. */
    public void act(@Nullable Content session, @Nullable String booking, Control control) {
        String sid = session == null ? null : session.sid();
        write(
                sid == null ? UUID.randomUUID().toString() : sid,
                session == null ? Counters.ZERO : session.counters(),
                booking,
                Cause.ACT,
                control);
    }

    /** About the instrument itself, under the id of an operation. */
    public void operation(String id, @Nullable String booking, String cause, Control control) {
        write(id, Counters.ZERO, booking, cause, control);
    }

    private void write(String sid, Counters counters, @Nullable String booking, String cause, Control control) {
        log.write(new Content(
                instrument, sid, log.stamp(), ReadingType.CONTROL, counters, probe, booking, cause, null, control));
    }
}
