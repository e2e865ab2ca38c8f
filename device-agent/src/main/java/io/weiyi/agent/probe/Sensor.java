package io.weiyi.agent.probe;

/** One kind of thing to look at; its answers are the signals of rules. Used by the agent's thread only. */
interface Sensor {
    /** Looks, if that is due; never waits for anything. */
    void look(long monoMillis);

    Truth is(Signal signal);

    /** What was seen last, or why nothing is: for a person who sets thresholds. */
    String told();
}
