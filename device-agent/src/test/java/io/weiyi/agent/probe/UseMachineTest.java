package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.config.Calibration;
import io.weiyi.agent.config.Limit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the machine, second by second. */
class UseMachineTest {
    private static final long SECOND = 1_000;

    /** {@code stop=3 idle=5}: waits in seconds; all others are 0, but blind is 4. */
    private static Calibration calibration(String waits) {
        Map<Limit, Integer> limits = new EnumMap<>(Limit.class);
        limits.put(Limit.IDLE_SECONDS, 0);
        limits.put(Limit.BLIND_SECONDS, 4);
        for (String wait : waits.split(" ")) {
            if (!wait.isEmpty()) {
                String[] parts = wait.split("=");
                limits.put(Limit.valueOf(parts[0].toUpperCase(Locale.ROOT) + "_SECONDS"), Integer.valueOf(parts[1]));
            }
        }
        return new Calibration(null, null, null, limits);
    }

    /**
     * Each letter is what is seen in one second: {@code .} not running, {@code r} running, {@code A} running and active,
     * {@code ?} running unknown, {@code u} running with activity unknown. Below it the state after that look: {@code .}
     * off, {@code i} idle, {@code A} active; {@code -} a state whose time is not counted yet.
     */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource({
        // Nothing waits: the state is what is seen.
        "'',                 ..rrAArr..,       ..iiAAii..",
        "'',                 ..AAA...,         ..AAA...",
        // Running must last before it counts.
        "start=2,            .r.rrrr,          .....ii",
        "start=2,            .AAAA,            ...AA",
        // An end that was none; what lay between is idle.
        "stop=3,             rr..rr,           ii--ii",
        "stop=3,             rr.....,          ii---..",
        // A short pause of work counts as work, a long one as idle from its beginning.
        "idle=3,             AArrAA,           AA--AA",
        "idle=3,             AArrrrr,          AA---ii",
        // Work must last before it is billed; the wait is idle.
        "active=2,           rrArrAAAr,        iiiiiiiAi",
        "active=2,           .AAAA,            .iiAA",
        // Off while a pause of work is open: first idle from where the work stopped, then off.
        "idle=5,             AArr..,           AA---.",
        "idle=9 stop=2,      AAr....,          AA----.",
        "idle=9 stop=2,      AA....,           AA--..",
        // Out of sight: not counted, then off from where the sight ended; or idle when it comes back.
        "'',                 rr????.,          ii----.",
        "'',                 rr?????,          ii----.",
        "'',                 rr??rr,           ii--ii",
        "idle=9,             AA??AA,           AA--AA",
        "idle=2,             AA??????,         AA----..",
        "'',                 ..??rr,           ....ii",
        // Nothing says that it works, so it does not.
        "'',                 uuAu,             iiAi",
    })
    void step_whatIsSeen_state(String waits, String seen, String expected) {
        UseMachine machine = new UseMachine(calibration(waits));
        StringBuilder states = new StringBuilder();
        long now = 100 * SECOND;
        for (char letter : seen.strip().toCharArray()) {
            Truth running = letter == '.' ? Truth.NO : letter == '?' ? Truth.UNKNOWN : Truth.YES;
            Truth active = letter == 'A' ? Truth.YES : letter == 'u' ? Truth.UNKNOWN : Truth.NO;
            UseMachine.State state = machine.step(now, running, active);
            boolean settled = machine.settledUntil() > now;
            states.append(
                    switch (state) {
                        case OFF -> '.';
                        case IDLE -> settled ? 'i' : '-';
                        case ACTIVE -> settled ? 'A' : '-';
                    });
            now += SECOND;
        }
        assertThat(states).hasToString(expected.strip());
    }
}
