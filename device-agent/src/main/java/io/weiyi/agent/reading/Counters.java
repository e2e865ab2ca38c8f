package io.weiyi.agent.reading;

/** Seconds of a session so far; cumulative, so that a lost tick costs nothing. */
public record Counters(long activeSeconds, long idleSeconds) {
    public static final Counters ZERO = new Counters(0, 0);

    public Counters {
        if (activeSeconds < 0 || idleSeconds < 0) {
            throw new IllegalArgumentException("counters must not be negative");
        }
    }

    public long runSeconds() {
        return Math.addExact(activeSeconds, idleSeconds);
    }
}
