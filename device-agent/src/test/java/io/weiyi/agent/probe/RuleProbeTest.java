package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.weiyi.agent.config.Calibration;
import io.weiyi.agent.config.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
    private static final long NANOS_PER_MILLI = 1_000_000;

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

    /** Looks as the agent does, once a second, until something is seen. */
    private static void lookUntil(RuleProbe probe, Predicate<Observation> wanted) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> wanted.test(probe.look(System.nanoTime() / NANOS_PER_MILLI)));
    }

    @Test
    void look_burningAndSleepingProgram_toldApartByTheirLoad() throws Exception {
        Path burner = folder.resolve("sem-burner");
        Files.copy(Path.of("/bin/sh"), burner);
        assertThat(burner.toFile().setExecutable(true)).isTrue();
        started.add(new ProcessBuilder(burner.toString(), "-c", "while :; do :; done").start());
        start();
        Map<Limit, Integer> quick = Map.of(Limit.IDLE_SECONDS, 0, Limit.CPU_PERCENT, 5);
        RuleProbe burning = probe(new Calibration(List.of("sem-burner"), "process", "cpu", quick));
        RuleProbe sleeping = probe(new Calibration(List.of("sem-acquire"), "process", "cpu", quick));

        lookUntil(burning, seen -> seen.present() && seen.active());
        lookUntil(
                sleeping,
                seen -> sleeping.view().signals().stream()
                        .anyMatch(s -> s.signal().equals("cpu") && s.truth().equals("no")));
        assertThat(sleeping.look(System.nanoTime() / NANOS_PER_MILLI).active()).isFalse();
        assertThat(burning.kind()).isEqualTo("cpu+process");
        assertThat(burning.view().state()).isEqualTo("active");
        assertThat(sleeping.view().state()).isEqualTo("idle");

        new ProcessBuilder("kill", "-STOP", String.valueOf(started.get(0).pid()))
                .start()
                .waitFor();
        lookUntil(burning, seen -> seen.present() && !seen.active());
    }

    @Test
    void look_interpreterWithACertainScript_onlyThatOne() throws Exception {
        Path script = Files.writeString(folder.resolve("scan.sh"), "sleep 60\n:");
        RuleProbe probe = probe("sh ~ scan.sh", "dash ~ scan.sh", "bash ~ scan.sh");
        started.add(new ProcessBuilder("/bin/sh", "-c", "sleep 60; :").start());
        assertThat(probe.look(0).present()).isFalse();
        started.add(new ProcessBuilder("/bin/sh", script.toString()).start());

        assertThat(probe.look(SECOND).present()).isTrue();
    }

    /** A plug that says what the test wants. */
    private static final class FakeMeter implements PowerMeter {
        private Power power = Power.unknown("not asked yet");

        @Override
        public Power last() {
            return power;
        }

        @Override
        public long validMillis() {
            return 5 * SECOND;
        }
    }

    @Test
    void look_powerAlone_thresholdsHysteresisSilenceAndSight() throws Exception {
        FakeMeter meter = new FakeMeter();
        RuleProbe probe = new RuleProbe(
                new RuleProbe.Sights(new ProcessTable(), () -> Desktop.View.unknown("none"), meter),
                new Calibration(
                        null,
                        "power.on",
                        "power.run",
                        Map.of(
                                Limit.ON_WATTS,
                                20,
                                Limit.RUN_WATTS,
                                100,
                                Limit.IDLE_SECONDS,
                                0,
                                Limit.BLIND_SECONDS,
                                10)),
                SECOND);
        assertThat(probe.kind()).isEqualTo("power");
        long now = 0;
        // Watts of each second, and what they make: 10 % below the threshold still counts once it was reached.
        double[] watts = {3, 19, 20, 99, 101, 91, 89, 91, 100, 18.5, 17};
        String[] states = {"off", "off", "idle", "idle", "active", "active", "idle", "idle", "active", "idle", "off"};
        for (int i = 0; i < watts.length; i++) {
            now += SECOND;
            meter.power = PowerMeter.Power.of(watts[i], now);
            probe.look(now);
            assertThat(probe.view().state()).as(watts[i] + " W").isEqualTo(states[i]);
        }
        meter.power = PowerMeter.Power.of(150, now);
        assertThat(probe.look(now).present()).isTrue();
        assertThat(probe.look(now + 5 * SECOND).active()).isTrue();
        // Silent from the sixth second on: not counted, and after ten more the session ends where the sight did.
        Observation silent = probe.look(now + 6 * SECOND);
        assertThat(silent.active()).isFalse();
        assertThat(silent.settledMillis()).isEqualTo(now + 6 * SECOND);
        assertThat(probe.view().signals()).anySatisfy(s -> assertThat(s.told()).isEqualTo("silent for 6 s"));
        Observation gone = probe.look(now + 16 * SECOND);
        assertThat(gone.present()).isFalse();
        assertThat(gone.cause()).isEqualTo("blind");
        assertThat(gone.sinceMillis()).isEqualTo(now + 6 * SECOND);
    }

    @Test
    void look_inputOfAPerson_activeUntilItIsOld() throws Exception {
        long[] quiet = {0};
        long[] now = {1_000_000};
        RuleProbe probe = new RuleProbe(
                new RuleProbe.Sights(
                        new ProcessTable(),
                        () -> new Desktop.View(Truth.YES, quiet[0], now[0], "signed in"),
                        PowerMeter.none("no plug")),
                new Calibration(null, "login", "input", Map.of(Limit.INPUT_SECONDS, 60, Limit.IDLE_SECONDS, 0)),
                SECOND);

        assertThat(probe.look(now[0]).active()).isTrue();
        quiet[0] = 59_999;
        assertThat(probe.look(now[0]).active()).isTrue();
        quiet[0] = 60_000;
        assertThat(probe.look(now[0]).active()).isFalse();
        // A look that is too old says nothing any more.
        quiet[0] = 0;
        probe.look(now[0] + 31 * SECOND);
        assertThat(probe.view().signals()).allSatisfy(s -> assertThat(s.truth()).isEqualTo("unknown"));
    }

    @Test
    void calibrate_wrongRule_nothingChanges() {
        RuleProbe probe = probe("sem-acquire");

        assertThatExceptionOfType(RuleError.class)
                .isThrownBy(() -> probe.calibrate(new Calibration(null, "power.on", "steam", Map.of())));
        assertThat(probe.view().running()).isEqualTo("process");
        assertThat(probe.kind()).isEqualTo("process");
    }
}
