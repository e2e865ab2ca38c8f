package io.weiyi.agent.link;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far the server's clock is from ours, as of the last ack that came fresh from it. */
public final class ServerTime {
    private @Nullable Long offsetMillis;

    void sync(Instant server, Instant local) {
        offsetMillis = Duration.between(local, server).toMillis();
    }

    /** The local clock was set: the server's did not move, so the difference did. */
    public void localClockMoved(long byMillis) {
        Long offset = offsetMillis;
        if (offset != null) {
            offsetMillis = offset - byMillis;
        }
    }

    /** Server minus local; null before the first sync. */
    public @Nullable Long offsetMillis() {
        return offsetMillis;
    }

    /** The server's time for a local one, as well as it is known. */
    public Instant of(Instant local) {
        Long offset = offsetMillis;
        return offset == null ? local : local.plusMillis(offset);
    }
}
