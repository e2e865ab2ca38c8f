package io.weiyi.agent.rig;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent as its own process, from the real jar. */
public final class AgentProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private AgentProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static AgentProcess start(Path home, String... arguments) {
        return start(home.getParent(), home, arguments);
    }

    /** @param folder where the output goes, which need not be where the home is */
    public static AgentProcess start(Path folder, Path home, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-jar",
                jar().toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--home", home.toString()));
        try {
            Path output = Files.createTempFile(Files.createDirectories(folder), "agent", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new AgentProcess(process, output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path jar() {
        return new File(System.getProperty("agent.jar", "target/weiyi-agent.jar")).toPath();
    }

    public int awaitExit(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the agent still runs; it said: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void kill() {
        process.destroyForcibly();
        awaitExit(10);
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
        }
    }
}
