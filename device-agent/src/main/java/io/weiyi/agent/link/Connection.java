package io.weiyi.agent.link;

/** One connection to the broker, from its opening to its end; a new one is made for each try. */
interface Connection {
    /** Sends one reading; says false when the connection cannot take it now. */
    boolean send(long seq, String jws);

    /** Publishes the retained state. */
    void publishState(byte[] payload);

    /** Asks for the retained ack again. */
    void subscribe();

    /** Publishes the last state, waits a moment for it to arrive, and closes. */
    void sayGoodbye(byte[] payload);

    /** Lets go of it; nothing is told to the listener any more. */
    void close();

    /** What a connection tells; called on threads of its own. */
    interface Listener {
        /**
         * Connected and subscribed.
         *
         * @param receiveMaximum how many readings the broker takes at once
         */
        void connected(int receiveMaximum);

        /** The broker has answered for one reading; 128 and above means that it did not take it. */
        void answered(long seq, int reason);

        void ackArrived(byte[] payload, boolean retained);

        void configArrived(byte[] payload);

        /** Never came about, or is gone. Told once. */
        void ended(String why);
    }

    /** Opens connections; the only part that a test may want to replace. */
    interface Opener {
        Connection open(byte[] lastWill, Listener listener);
    }
}
