package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.config.Calibration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against real programs: copies of a small one under names of their own. */
@EnabledOnOs(OS.LINUX)
class RuleProbeTest {
    private static final long SECOND = 1_000;

    @TempDir
    Path folder;

    private Path program;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeProgram() throws Exception {
        program = folder.resolve("sem-acquire");
        Files.copy(Path.of("/bin/sleep"), program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start() throws Exception {
        Process process = new ProcessBuilder(program.toString(), "60").start();
        started.add(process);
        return process;
    }

    private static void kill(Process process) throws Exception {
        process.destroyForcibly().waitFor();
    }

    private static RuleProbe probe(String... watch) {
        return probe(new Calibration(List.of(watch), null, null, Map.of()));
    }

    private static RuleProbe probe(Calibration calibration) {
        try {
            return new RuleProbe(
                    new RuleProbe.Sights(
                            new ProcessTable(), () -> Desktop.View.unknown("no desktop"), PowerMeter.none("no plug")),
                    calibration,
                    SECOND);
        } catch (RuleError e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void look_programByNameOrPathOrLink_seenWhileItRuns() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), program);
        for (String watch : List.of("sem-acquire", program.toString(), link.toString())) {
            RuleProbe probe = probe("other", watch);
            assertThat(probe.look(0).present()).isFalse();
            Process process = start();
            Observation seen = probe.look(SECOND);
            assertThat(seen.present()).as(watch).isTrue();
            assertThat(seen.active()).isTrue();
            assertThat(probe.look(2 * SECOND)).extracting(Observation::key).isEqualTo(seen.key());
            kill(process);
            assertThat(probe.look(3 * SECOND).present()).isFalse();
        }
    }

    @Test
    void look_secondProgramOutlivesTheFirst_sameUse() throws Exception {
        RuleProbe probe = probe("sem-acquire");
        Process first = start();
        Process second = start();
        String key = probe.look(0).key();

        kill(first);
        assertThat(probe.look(SECOND).key()).isEqualTo(key);
        kill(second);
        assertThat(probe.look(2 * SECOND).present()).isFalse();
    }

    @Test
    void look_programStartedAgain_anotherUse() throws Exception {
        RuleProbe probe = probe("sem-acquire");
        Process first = start();
        String key = probe.look(0).key();
        kill(first);
        probe.look(SECOND);
        start();

        assertThat(probe.look(2 * SECOND).key()).isNotNull().isNotEqualTo(key);
    }

    @Test
    void resume_sameProcessAlive_yes_butNotAnotherWithItsPid() throws Exception {
        Process process = start();
        Observation seen = probe("sem-acquire").look(0);

        RuleProbe restarted = probe("sem-acquire");
        assertThat(restarted.resume(seen.token(), 1)).isTrue();
        assertThat(restarted.look(2 * SECOND).key()).isEqualTo(seen.key());

        String otherStart = process.pid() + "@1";
        assertThat(probe("sem-acquire").resume(otherStart, 1)).isFalse();
        assertThat(probe("sem-acquire").resume("", 1)).isFalse();
        assertThat(probe("sem-acquire").resume("nonsense,12@x", 1)).isFalse();
        kill(process);
        assertThat(probe("sem-acquire").resume(seen.token(), 1)).isFalse();
    }

    @Test
    void look_nothingWatched_neverInUse() throws Exception {
        start();

        assertThat(probe().look(0).present()).isFalse();
    }

    @Test
    void watch_listChanged_followedFromThenOn() throws Exception {
        start();
        RuleProbe probe = probe("other");
        assertThat(probe.look(0).present()).isFalse();

        probe.calibrate(new Calibration(List.of("sem-acquire"), null, null, Map.of()));

        assertThat(probe.look(SECOND).present()).isTrue();
    }
}
