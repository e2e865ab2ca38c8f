package io.weiyi.agent.link;

/**
 * Which reading goes next. Delivery rests on the agent: what the server has not acked within 30 seconds is sent again from
 * the lowest on, whatever the broker said about it.
 */
final class SendWindow {
    static final int IN_FLIGHT_MAX = 500;
    static final long RESEND_MILLIS = 30_000;
    /** While no ack comes, a few are enough to find out whether someone listens again. */
    static final int NARROW = 20;

    private int width = IN_FLIGHT_MAX;
    private long acked;
    private long next = 1;
    private long inFlight;
    private long waitingSince;

    /** Everything after the acked one is to be sent, from the lowest on. */
    void restart(long ackedSeq, long now) {
        acked = ackedSeq;
        next = ackedSeq + 1;
        inFlight = 0;
        waitingSince = now;
    }

    /** The server has everything up to a seq. */
    void acked(long seq, long now) {
        width = IN_FLIGHT_MAX;
        acked = Math.max(acked, seq);
        next = Math.max(next, acked + 1);
        inFlight = Math.min(inFlight, next - 1 - acked);
        waitingSince = now;
    }

    /** Sends only a few until the next ack. */
    void narrow() {
        width = NARROW;
    }

    /** Whether one more may go out. */
    boolean open(long lastSeq) {
        return next <= lastSeq && inFlight < width;
    }

    long next() {
        return next;
    }

    /** The next one is on its way. */
    void sent(long now) {
        if (inFlight == 0) {
            waitingSince = now;
        }
        inFlight++;
        next++;
    }

    /** All up to a seq are declared lost and need not go. */
    void skipTo(long seq) {
        next = Math.max(next, seq);
    }

    boolean resendDue(long now) {
        return now >= resendAt();
    }

    /** When the wait for an ack ends, far away when nothing is waited for. */
    long resendAt() {
        return inFlight > 0 ? waitingSince + RESEND_MILLIS : Long.MAX_VALUE;
    }
}
