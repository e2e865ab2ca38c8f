package io.weiyi.agent.bundle;

import static org.awaitility.Awaitility.await;

import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The classes that an agent at work loads, written down by one that works: it enrols, connects to a real broker over TLS,
 * watches a program and delivers readings. An archive of them is made where the agent is installed.
 */
final class ClassList {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int READINGS = 4;

    private final Path java;
    private final Path jar;
    private final Path scratch;

    ClassList(Path runtime, Path jar, Path scratch) {
        this.java = runtime.resolve("bin/java");
        this.jar = jar;
        this.scratch = scratch;
    }

    void write(Path file) throws IOException {
        RuntimeImage.delete(scratch);
        Files.createDirectories(scratch);
        TestAuthority authority = new TestAuthority();
        try (TestBroker broker = new TestBroker(scratch, authority).start();
                TestServer server = new TestServer(broker, authority, List.of("1"))
                        .startHttp()
                        .connect()) {
            Path home = scratch.resolve("home");
            finish(start("enrol", home, "--server", server.url(), "--code", authority.code()), 0);
            Files.writeString(home.resolve("agent.properties"), "tick-seconds = 1\ninstrument.1.watch = java\n");
            Process run = start("run", home);
            await().atMost(SOON).until(() -> server.head() >= READINGS || !run.isAlive());
            finish(start("status", home), 0);
            run.destroy();
            finish(run, 143);
            if (server.head() < READINGS) {
                throw new IllegalStateException("the agent delivered nothing: " + said("run"));
            }
        }
        Set<String> lines = new LinkedHashSet<>();
        for (String command : List.of("run", "enrol", "status")) {
            lines.addAll(Files.readAllLines(scratch.resolve(command + ".classlist")));
        }
        Files.write(file, lines);
    }

    private Process start(String command, Path home, String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:off",
                "-XX:DumpLoadedClassList=" + scratch.resolve(command + ".classlist"),
                "-jar",
                jar.toString(),
                command,
                "--home",
                home.toString()));
        all.addAll(List.of(more));
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve(command + ".out").toFile())
                .start();
    }

    private void finish(Process process, int expected) throws IOException {
        try {
            boolean ended = process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS);
            if (!ended || process.exitValue() != expected) {
                process.destroyForcibly();
                throw new IllegalStateException("the agent did not end as it should: " + said("enrol") + said("run"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String said(String command) throws IOException {
        Path output = scratch.resolve(command + ".out");
        return Files.exists(output) ? Files.readString(output) : "";
    }
}
