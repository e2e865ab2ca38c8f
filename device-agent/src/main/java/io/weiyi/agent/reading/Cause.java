package io.weiyi.agent.reading;

/** The values of the claim {@code cause} that this agent writes. */
public final class Cause {
    /** The person at the machine said that they are done. */
    public static final String USER = "user";
    /** The booked time was over, and the owner has use end then. */
    public static final String OVERRUN = "overrun";

    /** Of a control reading: something is about to be done. */
    public static final String INTENT = "intent";
    /** Of a control reading: it is being done, or a person did it. */
    public static final String ACT = "act";
    /** Of a control reading: it was done, or failed. */
    public static final String CONFIRM = "confirm";

    /** The watched program ended. */
    public static final String EXIT = "exit";
    /** The agent was stopped and is set to end sessions then, or the machine went down after an orderly stop. */
    public static final String SHUTDOWN = "shutdown";
    /** The program ended at an unknown time while the agent was down; the counters are those last known. */
    public static final String LOST = "lost";
    /** Nothing could tell any more whether the instrument runs; the counters end where the sight did. */
    public static final String BLIND = "blind";

    public static final String ALIVE = "alive";
    public static final String GAP = "gap";
    public static final String CLOCK = "clock";
    public static final String RESTORE = "restore";
    public static final String OVERFLOW = "overflow";
    public static final String SUSPEND = "suspend";

    private Cause() {}
}
