package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ScriptTest {
    private static ScriptedProbe probe(String script) throws ScriptError {
        ScriptedProbe probe = new ScriptedProbe(Script.parse(script));
        probe.look(1_000);
        return probe;
    }

    private static void refused(String script, String message) {
        assertThatExceptionOfType(ScriptError.class)
                .isThrownBy(() -> Script.parse(script))
                .withMessageContaining(message);
    }

    @Test
    void look_throughARound_seesEachStep() throws ScriptError {
        ScriptedProbe probe = probe("pause 2s\nstart # now\nactive 40s; idle 20s\nend user; pause 3s; loop");

        assertThat(probe.look(1_000).present()).isFalse();
        assertThat(probe.nextLookAt(1_000)).isEqualTo(3_000);
        Observation active = probe.look(3_000);
        assertThat(active.active()).isTrue();
        assertThat(probe.look(42_999)).isEqualTo(active);
        Observation idle = probe.look(43_000);
        assertThat(idle.present()).isTrue();
        assertThat(idle.active()).isFalse();
        assertThat(idle.key()).isEqualTo(active.key());
        assertThat(idle.sinceMillis()).isEqualTo(43_000);
        Observation pause = probe.look(64_500);
        assertThat(pause.present()).isFalse();
        assertThat(pause.cause()).isEqualTo("user");
        assertThat(pause.sinceMillis()).isEqualTo(63_000);

        Observation secondRound = probe.look(68_000);
        assertThat(secondRound.active()).isTrue();
        assertThat(secondRound.key()).isNotEqualTo(active.key());
    }

    @Test
    void look_afterTheLastStep_notInUseForEver() throws ScriptError {
        ScriptedProbe probe = probe("run 1s; end");

        assertThat(probe.look(1_500).present()).isTrue();
        assertThat(probe.look(2_000).present()).isFalse();
        assertThat(probe.nextLookAt(2_000)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void look_endWithoutPause_anotherSession() throws ScriptError {
        ScriptedProbe probe = probe("active 1s; end; active 1s");

        assertThat(probe.look(1_000).key()).isNotEqualTo(probe.look(2_000).key());
    }

    @Test
    void resume_sameSessionStillOn_continuesUnderTheSameKey() throws ScriptError {
        String token = probe("active 40s; pause 10s; repeat").look(1_000).token();
        ScriptedProbe restarted = new ScriptedProbe(Script.parse("active 40s; pause 10s; repeat"));

        assertThat(restarted.resume(token, 21_000)).isTrue();
        assertThat(restarted.look(21_000).token()).isEqualTo(token);
    }

    @Test
    void resume_sessionOver_orNonsense_no() throws ScriptError {
        String token = probe("active 40s; pause 10s; repeat").look(1_000).token();

        assertThat(probe("active 40s; pause 10s; repeat").resume(token, 45_000)).isFalse();
        assertThat(probe("active 40s; pause 10s; repeat").resume(token, 55_000)).isFalse();
        assertThat(probe("active 40s; pause 10s; repeat").resume(token, 500)).isFalse();
        assertThat(probe("active 40s").resume("", 500)).isFalse();
        assertThat(probe("active 40s").resume("x/y", 500)).isFalse();
    }

    @Test
    void parse_mistakes_refusedByNamingTheStep() {
        refused("", "no step takes any time");
        refused("start; end; repeat", "no step takes any time");
        refused("active", "'active' needs a duration");
        refused("active 0s", "needs a duration");
        refused("active 5 days", "needs a duration");
        refused("dance 5s", "'dance 5s' is not known");
        refused("active 5s; repeat; pause 1s", "nothing may follow 'repeat'");
        refused("active 5s; end because I said so", "a cause of one word");
    }
}
