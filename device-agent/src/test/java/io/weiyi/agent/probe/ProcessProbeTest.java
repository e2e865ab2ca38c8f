package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against real programs: copies of a small one under names of their own. */
@EnabledOnOs(OS.LINUX)
class ProcessProbeTest {
    private static final Duration POLL = Duration.ofSeconds(1);

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

    private static ProcessProbe probe(String... watch) {
        return new ProcessProbe(List.of(watch), POLL);
    }

    @Test
    void look_programByNameOrPathOrLink_seenWhileItRuns() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), program);
        for (String watch : List.of("sem-acquire", program.toString(), link.toString())) {
            ProcessProbe probe = probe("other", watch);
            assertThat(probe.look(0).present()).isFalse();
            Process process = start();
            Observation seen = probe.look(1);
            assertThat(seen.present()).as(watch).isTrue();
            assertThat(seen.active()).isTrue();
            assertThat(probe.look(2)).extracting(Observation::key).isEqualTo(seen.key());
            kill(process);
            assertThat(probe.look(3).present()).isFalse();
        }
    }

    @Test
    void look_secondProgramOutlivesTheFirst_sameUse() throws Exception {
        ProcessProbe probe = probe("sem-acquire");
        Process first = start();
        Process second = start();
        String key = probe.look(0).key();

        kill(first);
        assertThat(probe.look(1).key()).isEqualTo(key);
        kill(second);
        assertThat(probe.look(2).present()).isFalse();
    }

    @Test
    void look_programStartedAgain_anotherUse() throws Exception {
        ProcessProbe probe = probe("sem-acquire");
        Process first = start();
        String key = probe.look(0).key();
        kill(first);
        probe.look(1);
        start();

        assertThat(probe.look(2).key()).isNotNull().isNotEqualTo(key);
    }

    @Test
    void resume_sameProcessAlive_yes_butNotAnotherWithItsPid() throws Exception {
        Process process = start();
        Observation seen = probe("sem-acquire").look(0);

        ProcessProbe restarted = probe("sem-acquire");
        assertThat(restarted.resume(seen.token(), 1)).isTrue();
        assertThat(restarted.look(2).key()).isEqualTo(seen.key());

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
        ProcessProbe probe = probe("other");
        assertThat(probe.look(0).present()).isFalse();

        probe.watch(List.of("sem-acquire"));

        assertThat(probe.look(1).present()).isTrue();
    }
}
