package io.weiyi.agent.hook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs hooks, each with a time limit, none through a shell. */
public final class HookRunner {
    private static final System.Logger LOG = System.getLogger(HookRunner.class.getName());
    private static final int OUTPUT_MAX = 400;
    private static final int DRAIN_MILLIS = 500;
    /** The exit code of what never came to one. */
    static final int NO_EXIT = -1;

    private final Path folder;
    private final Duration limit;
    private final Runnable wake;

    /**
     * @param folder in which hooks run
     * @param wake called when one has ended
     */
    public HookRunner(Path folder, Duration limit, Runnable wake) {
        this.folder = folder;
        this.limit = limit;
        this.wake = wake;
    }

    /**
     * How a hook ended.
     *
     * @param exit its exit code, {@link #NO_EXIT} when it had none
     * @param result ok, failed, timeout or not-started
     */
    record Outcome(int exit, long millis, String result, String output) {}

    /** A hook on its way. */
    static final class Run {
        private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
        private final long pid;
        private final long startedAt;

        Run(long pid, long startedAt) {
            this.pid = pid;
            this.startedAt = startedAt;
        }

        long pid() {
            return pid;
        }

        long startedAt() {
            return startedAt;
        }

        /** How it ended, null while it has not. */
        @Nullable
        Outcome outcome() {
            return outcome.get();
        }
    }

    Run start(List<String> command, Map<String, String> environment) {
        long begun = System.nanoTime();
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            Run run = new Run(process.pid(), startedAt(process.toHandle()));
            Thread watcher = new Thread(() -> watch(process, run, begun), "hook");
            watcher.setDaemon(true);
            watcher.start();
            return run;
        } catch (IOException e) {
            Run run = new Run(0, 0);
            run.outcome.set(new Outcome(NO_EXIT, 0, "not-started", String.valueOf(e.getMessage())));
            return run;
        }
    }

    private void watch(Process process, Run run, long begun) {
        Output output = new Output(process.getInputStream());
        output.start();
        Outcome outcome;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the hook's input", e);
        }
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                destroy(process.toHandle());
                process.waitFor(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            output.join(DRAIN_MILLIS);
            int exit = ended ? process.exitValue() : NO_EXIT;
            String result = ended ? (exit == 0 ? "ok" : "failed") : "timeout";
            outcome = new Outcome(exit, (System.nanoTime() - begun) / 1_000_000, result, output.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = new Outcome(NO_EXIT, 0, "timeout", "");
        }
        run.outcome.set(outcome);
        wake.run();
    }

    /** What an earlier agent started and did not see the end of must not go on beside a second try. */
    static void destroyLeftover(long pid, long startedAt) {
        if (pid > 0) {
            ProcessHandle.of(pid)
                    .filter(process -> startedAt(process) == startedAt)
                    .ifPresent(HookRunner::destroy);
        }
    }

    private static void destroy(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static long startedAt(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    }

    /** Takes all that a program says, lest it wait for a reader, and keeps the beginning. */
    private static final class Output extends Thread {
        private final InputStream in;
        private final StringBuilder text = new StringBuilder();

        Output(InputStream in) {
            super("hook-output");
            setDaemon(true);
            this.in = in;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[1024];
            try {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    add(new String(buffer, 0, read, Charset.defaultCharset()));
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "the hook's output", e);
            }
        }

        private synchronized void add(String more) {
            if (text.length() < OUTPUT_MAX) {
                text.append(more, 0, Math.min(more.length(), OUTPUT_MAX - text.length()));
            }
        }

        synchronized String text() {
            return text.toString().strip().replaceAll("\\p{Cntrl}+", " | ");
        }
    }
}
