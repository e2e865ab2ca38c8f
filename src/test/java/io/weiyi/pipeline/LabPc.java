package io.weiyi.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A lab PC: an agent from the real jar, and a program that stands for the instrument's control software. */
final class LabPc implements AutoCloseable {

    private static final Path JAR = Path.of("device-agent", "target", "weiyi-agent.jar");

    private final Path home;
    private final Path program;
    private final Path log;
    private @Nullable Process agent;
    private @Nullable Process running;

    LabPc(Path folder) throws IOException {
        this.home = folder.resolve("agent-home");
        this.log = folder.resolve("agent.log");
        this.program = folder.resolve("sem-control");
        // Any real program will do, as long as nothing else on the machine has its name.
        Files.copy(
                Path.of("/bin/sleep"),
                program,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    static boolean jarExists() {
        return Files.exists(JAR);
    }

    int enrol(String server, String code) throws IOException, InterruptedException {
        return waitFor(start("enrol", "--server", server, "--code", code));
    }

    /** Settings for a test: one look a second, a tick every two, a sign of life every two. */
    void configure(long instrumentId) throws IOException {
        configure(instrumentId, false);
    }

    /**
     * @param following whether the agent takes what the server says, and with it the longer intervals of ordinary days
     */
    void configure(long instrumentId, boolean following) throws IOException {
        Path settings = home.resolve("agent.properties");
        List<String> lines = new ArrayList<>(Files.readAllLines(settings).stream()
                .filter(line -> !line.strip().startsWith("tick-seconds")
                        && !line.strip().startsWith("alive-seconds")
                        && !line.strip().startsWith("poll-seconds")
                        && !line.strip().startsWith("retry-max-seconds")
                        && !line.strip().startsWith("server-settings")
                        && !line.strip().startsWith("instrument."))
                .toList());
        lines.add("server-settings = " + (following ? "accept" : "ignore"));
        lines.add("local-port = 0");
        lines.add("tick-seconds = 2");
        lines.add("alive-seconds = 2");
        lines.add("poll-seconds = 1");
        lines.add("retry-max-seconds = 5");
        lines.add("instrument." + instrumentId + ".probe = process");
        lines.add("instrument." + instrumentId + ".watch = " + program);
        Files.write(settings, lines);
    }

    /** What the agent has kept of the server's settings, empty while it has none. */
    String settingsFromServer() throws IOException {
        Path kept = home.resolve("server-settings.json");
        return Files.exists(kept) ? Files.readString(kept) : "";
    }

    /** Runs a command of the agent beside it, as the person at the PC does. */
    int command(String... arguments) throws IOException, InterruptedException {
        return waitFor(start(arguments));
    }

    void startAgent() throws IOException {
        agent = start("run");
    }

    void killAgent() throws InterruptedException {
        if (agent != null) {
            agent.destroyForcibly();
            waitFor(agent);
            agent = null;
        }
    }

    void startProgram() throws IOException {
        running = new ProcessBuilder(program.toString(), "3600").start();
    }

    void endProgram() throws InterruptedException {
        if (running != null) {
            running.destroy();
            waitFor(running);
            running = null;
        }
    }

    Path home() {
        return home;
    }

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static int waitFor(Process process) throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        endProgram();
        killAgent();
    }
}
