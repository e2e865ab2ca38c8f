package io.weiyi.agent.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the Linux bundle costs the PC it runs on: size, start, memory, processor time. The agent is connected over TLS to a
 * real broker and watches a program by name with the settings that enrolment leaves. Prints a table, gates nothing.
 */
class FootprintBench {
    private static final String PROGRAM = "wy-acquire";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int STARTS = 9;
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("footprint.warm-up", 90));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("footprint.seconds", 300));
    /** Clock ticks of /proc in a second, on every Linux of today. */
    private static final double TICKS = 100;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path program;
    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        program = Files.createDirectories(folder.resolve("weiyi-agent"));
        home = folder.resolve("home");
        Tool.must("tar", "xzf", bundle(".tar.gz").toString(), "-C", program.toString(), "--strip-components=1");
        Tool.must(program.resolve("bin/setup").toString(), "share");
        Files.copy(Path.of("/bin/sleep"), folder.resolve(PROGRAM));
        assertThat(folder.resolve(PROGRAM).toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void measure() throws Exception {
        TestAuthority authority = new TestAuthority();
        try (TestBroker broker = new TestBroker(folder, authority).start();
                TestServer server = new TestServer(broker, authority, List.of("1"))
                        .startHttp()
                        .connect()) {
            Process enrolment = agent("enrol", "--server", server.url(), "--code", authority.code());
            assertThat(enrolment.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Files.writeString(home.resolve("agent.properties"), "instrument.1.watch = " + PROGRAM + "\n");
            row("bundle, archive", String.format("%.1f MB", Files.size(bundle(".tar.gz")) / 1e6));

            Process agent = agent("run");
            await().atMost(SOON).until(() -> server.head() > 0);
            rest(WARM_UP);
            row("processor, looking for the program", percent(agent));

            started.add(new ProcessBuilder(folder.resolve(PROGRAM).toString(), "100000").start());
            await().atMost(SOON).until(() -> !server.claims("session.start").isEmpty());
            rest(WARM_UP);
            row("processor, program in use", percent(agent));
            Map<String, Long> memory = memory(agent);
            row("resident memory", memory.get("VmRSS") / 1000 + " MB");
            row("its peak", memory.get("VmHWM") / 1000 + " MB");
            row("of it shared with files", memory.get("RssFile") / 1000 + " MB");
            row("threads", memory.get("Threads").toString());
            end(agent);
            row("start until it watches", starts());
            assertThat(server.problems()).isEmpty();
        }
    }

    /** From the command to the first look that has found the program, the middle one and the slowest of several. */
    private String starts() throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            Files.deleteIfExists(home.resolve("status.json"));
            long before = System.nanoTime();
            Process agent = agent("run");
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(SOON)
                    .until(() -> watches(agent));
            millis.add((System.nanoTime() - before) / 1_000_000);
            end(agent);
        }
        millis.sort(null);
        return millis.get(STARTS / 2) + " ms, slowest " + millis.get(STARTS - 1) + " ms";
    }

    private boolean watches(Process agent) throws IOException {
        Path status = home.resolve("status.json");
        if (!Files.exists(status)) {
            return false;
        }
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(status));
        return ((Number) json.get("pid")).longValue() == agent.pid()
                && json.get("sessions") instanceof List<?> open
                && !open.isEmpty();
    }

    private String percent(Process agent) throws IOException {
        long before = ticks(agent);
        long from = System.nanoTime();
        rest(MEASURED);
        double seconds = (System.nanoTime() - from) / 1e9;
        return String.format("%.2f %% of a core over %.0f s", (ticks(agent) - before) / TICKS / seconds * 100, seconds);
    }

    private static long ticks(Process agent) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + agent.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static Map<String, Long> memory(Process agent) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + agent.pid() + "/status"))) {
            return lines.filter(line -> line.matches("(VmRSS|VmHWM|RssFile|Threads):.*"))
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.indexOf(':')),
                            line -> Long.parseLong(line.replaceAll("\\D", ""))));
        }
    }

    /** Nothing is waited for here but the time itself, which is what is measured. */
    private static void rest(Duration time) {
        await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
    }

    private Process agent(String command, String... more) throws IOException {
        List<String> all =
                new ArrayList<>(List.of(program.resolve("bin/weiyi-agent").toString(), command));
        all.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(command + ".out").toFile());
        builder.environment().put("WEIYI_AGENT_HOME", home.toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static void end(Process agent) throws InterruptedException {
        agent.destroy();
        assertThat(agent.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static Path bundle(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target/bundle"))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void row(String what, String figure) {
        System.out.println("| " + what + " | " + figure + " |");
    }
}
