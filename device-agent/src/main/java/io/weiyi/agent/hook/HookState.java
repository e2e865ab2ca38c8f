package io.weiyi.agent.hook;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the last operation of an instrument has come; kept with its readings, so that a start after a kill knows it.
 *
 * @param op names the operation in all its readings
 * @param tries how often its program was started
 * @param pid of its program, 0 when it was not started
 * @param startedAt of its program, by the system, for a pid may be used again
 */
record HookState(String op, Deed deed, String booking, Phase phase, int tries, long pid, long startedAt) {

    /** What is done to the instrument. */
    enum Deed {
        OPEN,
        CLOSE
    }

    /** How far it is. */
    enum Phase {
        /** It is decided, and on record. */
        INTENT,
        /** It is being done, as far as is known. */
        ACT,
        DONE,
        FAILED,
        /** Something else was wanted before it was done. */
        SUPERSEDED
    }

    static HookState intent(String op, Deed deed, String booking) {
        return new HookState(op, deed, booking, Phase.INTENT, 0, 0, 0);
    }

    boolean pending() {
        return phase == Phase.INTENT || phase == Phase.ACT;
    }

    boolean is(Deed other, String otherBooking) {
        return deed == other && booking.equals(otherBooking);
    }

    HookState acting() {
        return new HookState(op, deed, booking, Phase.ACT, tries + 1, 0, 0);
    }

    HookState running(long newPid, long newStartedAt) {
        return new HookState(op, deed, booking, phase, tries, newPid, newStartedAt);
    }

    HookState ended(Phase how) {
        return new HookState(op, deed, booking, how, tries, 0, 0);
    }

    String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("op", op);
        json.put("deed", deed.name());
        json.put("booking", booking);
        json.put("phase", phase.name());
        json.put("tries", tries);
        json.put("pid", pid);
        json.put("startedAt", startedAt);
        try {
            return JSON.std.asString(json);
        } catch (IOException e) {
            throw new IllegalStateException("a map of texts and numbers has a JSON form", e);
        }
    }

    static Optional<HookState> parse(String text) {
        try {
            Map<String, Object> json = JSON.std.mapFrom(text);
            return Optional.of(new HookState(
                    String.valueOf(json.get("op")),
                    Deed.valueOf(String.valueOf(json.get("deed"))),
                    String.valueOf(json.get("booking")),
                    Phase.valueOf(String.valueOf(json.get("phase"))),
                    Integer.parseInt(String.valueOf(json.get("tries"))),
                    Long.parseLong(String.valueOf(json.get("pid"))),
                    Long.parseLong(String.valueOf(json.get("startedAt")))));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
