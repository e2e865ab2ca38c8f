package io.weiyi.agent.probe;

import io.weiyi.agent.config.Calibration;
import io.weiyi.agent.config.Limit;
import io.weiyi.agent.reading.Cause;

/**
 * Off, idle or active: the one state machine behind every rule.
 *
 * <pre>
 *         running for start-seconds                 active for active-seconds
 *   OFF ─────────────────────────────► IDLE ◄─────────────────────────────────► ACTIVE
 *    ▲                                  │        not active for idle-seconds       │
 *    └──────────────────────────────────┴──────────────────────────────────────────┘
 *              not running for stop-seconds, or out of sight for blind-seconds
 * </pre>
 *
 * Doubt is never billed. Who leaves ACTIVE left it when the work stopped, and who leaves for OFF left when the running or the
 * sight of it stopped, so the waiting time before is not counted until it is known what it was; the waiting time before a
 * start counts as nothing, and the one before ACTIVE as idle. Time out of sight that ends in sight again is idle.
 */
final class UseMachine {
    enum State {
        OFF,
        IDLE,
        ACTIVE
    }

    private static final long NEVER = Long.MIN_VALUE;
    private static final long MILLIS = 1_000;

    private Calibration calibration;
    private State state = State.OFF;
    private long since;
    private String cause = Cause.EXIT;
    private long blindSince = NEVER;
    private long onSince = NEVER;
    private long offSince = NEVER;
    private long activeSince = NEVER;
    private long quietSince = NEVER;

    UseMachine(Calibration calibration) {
        this.calibration = calibration;
    }

    void calibrate(Calibration fresh) {
        calibration = fresh;
    }

    /** Goes on in a session that was open when the agent went down; whether it works is seen next. */
    void goOn(long now) {
        state = State.IDLE;
        since = now;
    }

    /** Takes what is seen now, and says what state that makes. */
    State step(long now, Truth running, Truth active) {
        boolean blind = running == Truth.UNKNOWN;
        blindSince = began(blindSince, blind, now);
        boolean on = blind ? state != State.OFF && !lasted(blindSince, Limit.BLIND_SECONDS, now) : running == Truth.YES;
        boolean works = on && !blind && active == Truth.YES;
        onSince = began(onSince, on, now);
        offSince = began(offSince, !on, now);
        activeSince = began(activeSince, works, now);
        quietSince = began(quietSince, !works, now);
        switch (state) {
            case OFF -> whenOff(now);
            case IDLE -> whenIdle(now, blind);
            case ACTIVE -> whenActive(now, blind);
        }
        return state;
    }

    private void whenOff(long now) {
        if (lasted(onSince, Limit.START_SECONDS, now)) {
            turn(lasted(activeSince, Limit.ACTIVE_SECONDS, now) ? State.ACTIVE : State.IDLE, now);
        }
    }

    private void whenIdle(long now, boolean blind) {
        if (gone(now, blind)) {
            end(blind);
        } else if (lasted(activeSince, Limit.ACTIVE_SECONDS, now)) {
            turn(State.ACTIVE, now);
        }
    }

    private void whenActive(long now, boolean blind) {
        boolean gone = gone(now, blind);
        if (gone && quietSince == (blind ? blindSince : offSince)) {
            end(blind);
        } else if (gone || lasted(quietSince, Limit.IDLE_SECONDS, now)) {
            // It also was idle before it went off; that is told at the next look.
            turn(State.IDLE, quietSince);
        }
    }

    /** The wait of those who cannot see has passed already. */
    private boolean gone(long now, boolean blind) {
        return blind ? offSince != NEVER : lasted(offSince, Limit.STOP_SECONDS, now);
    }

    private void end(boolean blind) {
        cause = blind ? Cause.BLIND : Cause.EXIT;
        turn(State.OFF, blind ? blindSince : offSince);
    }

    private void turn(State next, long at) {
        state = next;
        since = at;
    }

    private static long began(long before, boolean holds, long now) {
        if (!holds) {
            return NEVER;
        }
        return before == NEVER ? now : before;
    }

    private boolean lasted(long from, Limit limit, long now) {
        return from != NEVER && now - from >= calibration.limit(limit) * MILLIS;
    }

    State state() {
        return state;
    }

    /** Since when the state holds; what came before is not counted for it. */
    long since() {
        return since;
    }

    /** Why it is off. */
    String cause() {
        return cause;
    }

    /** Up to when the time can be counted: behind that it is open what it will turn out to be. */
    long settledUntil() {
        long doubt = state == State.ACTIVE ? quietSince : blindSince == NEVER ? offSince : blindSince;
        return state == State.OFF || doubt == NEVER ? Long.MAX_VALUE : doubt;
    }
}
