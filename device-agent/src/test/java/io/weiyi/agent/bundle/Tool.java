package io.weiyi.agent.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A program of the system that the build calls, and what it said. */
record Tool(int exitCode, String output) {

    /** Runs it to its end; what it writes on both channels is its output. */
    static Tool run(String... command) {
        return run(Arrays.asList(command));
    }

    static Tool run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Tool(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs it and gives back what it said; a failure ends the build with the same words. */
    static String must(String... command) {
        Tool done = run(command);
        if (done.exitCode() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + done.output());
        }
        return done.output();
    }

    /** Whether the system has it. */
    static boolean exists(String name) {
        return run("sh", "-c", "command -v " + name).exitCode() == 0;
    }
}
