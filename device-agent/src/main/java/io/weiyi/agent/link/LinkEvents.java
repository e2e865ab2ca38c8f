package io.weiyi.agent.link;

/** What the link tells the rest of the agent; called by the agent's own thread. */
public interface LinkEvents {
    /** The retained state to publish, or to leave as the last will. */
    byte[] state(boolean online);

    void configArrived(byte[] payload);

    /** Connected, or not any more. */
    void changed();
}
