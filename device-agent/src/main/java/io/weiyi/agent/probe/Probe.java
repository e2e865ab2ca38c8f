package io.weiyi.agent.probe;

/** Looks at one instrument. It remembers what it saw last, and is used by one thread. */
public interface Probe {
    /** The claim {@code probe} of readings that rest on it. */
    String kind();

    /** Looks now. */
    Observation look(long monoMillis);

    /** When the next look makes sense, on the same clock. */
    long nextLookAt(long monoMillis);

    /** Whether the use behind a token has gone on until now; afterwards looks continue it under the same key. */
    boolean resume(String token, long monoMillis);
}
