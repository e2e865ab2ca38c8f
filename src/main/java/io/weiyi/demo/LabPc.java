package io.weiyi.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One simulated lab PC: the real agent program as a process of its own, whose probe plays a script. It is enrolled once,
 * started again when it ends, and stopped by its own handle; it also watches this process and never outlives it.
 */
final class LabPc implements Runnable {

    private static final Logger LOG = Logger.getLogger(LabPc.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final long ENROL_SECONDS_MAX = 60;
    private static final long STOP_SECONDS_MAX = 4;

    private final long instrumentId;
    private final String script;
    private final Path home;
    private final Path jar;
    private final LabPcAccess access;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Process process;

    LabPc(long instrumentId, String script, Path home, Path jar, LabPcAccess access) {
        this.instrumentId = instrumentId;
        this.script = script;
        this.home = home;
        this.jar = jar;
        this.access = access;
    }

    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        while (stopping.getCount() > 0) {
            long begun = System.nanoTime();
            try {
                if (!Files.exists(home.resolve("identity").resolve("device.json"))) {
                    enrol();
                }
                settings();
                int code = start("run", "--home", home.toString(), "--exit-with-parent")
                        .waitFor();
                if (stopping.getCount() > 0) {
                    LOG.warnf("the agent of instrument %d ended with %d and will be started again", instrumentId, code);
                }
            } catch (IOException e) {
                LOG.warnf("the lab PC of instrument %d is not ready yet: %s", instrumentId, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            boolean lasted = System.nanoTime() - begun > LONGEST_PAUSE.toNanos();
            pause = lasted ? FIRST_PAUSE : longer(pause);
            if (waitOrStop(pause)) {
                return;
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private boolean waitOrStop(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void enrol() throws IOException, InterruptedException {
        String code = access.enrolmentCode(instrumentId);
        Files.createDirectories(home);
        Process enrolling =
                start("enrol", "--server", access.server().toString(), "--code", code, "--home", home.toString());
        if (!enrolling.waitFor(ENROL_SECONDS_MAX, TimeUnit.SECONDS)) {
            enrolling.destroyForcibly();
            throw new IOException("the agent did not enrol in " + ENROL_SECONDS_MAX + " s");
        }
        if (enrolling.exitValue() != 0) {
            throw new IOException("the agent could not enrol; " + console() + " says why");
        }
    }

    private void settings() throws IOException {
        String text = """
                # A simulated lab PC of the demo: its probe plays a script instead of looking at programs.
                tick-seconds = 15
                alive-seconds = 300
                instrument.%d.probe = scripted
                instrument.%d.script = %s
                """.formatted(instrumentId, instrumentId, script);
        Files.writeString(home.resolve("agent.properties"), text);
    }

    private Path console() {
        return home.resolve("console.log");
    }

    private synchronized Process start(String... arguments) throws IOException {
        if (stopping.getCount() == 0) {
            throw new IOException("the server is stopping");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        process = started;
        return started;
    }

    /** Asks the agent to end; {@link #awaitEnd} sees to it that it does. */
    synchronized void stop() {
        stopping.countDown();
        if (process != null) {
            process.destroy();
        }
    }

    /** Waits for the agent's end, and forces it where the agent does not follow. */
    void awaitEnd() throws InterruptedException {
        Process last;
        synchronized (this) {
            last = process;
        }
        if (last != null && !last.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
            last.destroyForcibly();
            last.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }
}
