package io.weiyi.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens around the application: reads the few settings that are needed before it, brings up the embedded parts,
 * and takes them down after it.
 *
 * <p>Options on the command line: {@code --data DIR}, {@code --port N}, {@code --no-demo}, {@code --anchor yyyy-MM-dd},
 * {@code --clock-offset PT1H}.
 */
public final class Launch implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int STOP_SECONDS_MAX = 60;

    private final @Nullable DataFolder folder;
    private final @Nullable EmbeddedDatabase database;
    private final CountDownLatch applicationStopped = new CountDownLatch(1);
    private int exitCode;

    private Launch(@Nullable DataFolder folder, @Nullable EmbeddedDatabase database) {
        this.folder = folder;
        this.database = database;
    }

    /** Prepares a run; a {@link StartProblem} says in one sentence why it cannot be. */
    public static Launch prepare(String... args) {
        readOptions(args);
        exitWithParent();
        if (setting("weiyi.database.url").isPresent()) {
            System.setProperty("weiyi.embedded", "false");
            return new Launch(null, null);
        }
        requireLoopbackForDemo();
        requireFreePort();
        DataFolder folder = DataFolder.open(Path.of(setting("weiyi.data.dir").orElse("data")));
        EmbeddedDatabase database;
        try {
            database = EmbeddedDatabase.start(folder);
        } catch (StartProblem problem) {
            folder.close();
            throw problem;
        }
        database.settings().forEach(System::setProperty);
        setIfMissing("weiyi.embedded", "true");
        setIfMissing("weiyi.demo.enabled", "true");
        setIfMissing("weiyi.store.dir", folder.root().toString());
        Launch launch = new Launch(folder, database);
        Runtime.getRuntime().addShutdownHook(new Thread(launch::stopAfterApplication, "weiyi-stop"));
        return launch;
    }

    private static void readOptions(String... args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--no-demo" -> System.setProperty("weiyi.demo.enabled", "false");
                case "--data" -> System.setProperty("weiyi.data.dir", value(args, ++i));
                case "--port" -> System.setProperty("quarkus.http.port", value(args, ++i));
                case "--anchor" -> System.setProperty("weiyi.demo.anchor", value(args, ++i));
                case "--clock-offset" -> System.setProperty("weiyi.demo.clock-offset", value(args, ++i));
                default ->
                    throw new StartProblem("Unknown option " + args[i]
                            + "; there are --data, --port, --no-demo, --anchor and --clock-offset.");
            }
        }
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new StartProblem("The option " + args[index - 1] + " needs a value.");
        }
        return args[index];
    }

    /** A setting from the system properties or the environment, where {@code weiyi.data.dir} is {@code WEIYI_DATA_DIR}. */
    private static Optional<String> setting(String name) {
        String property = System.getProperty(name);
        if (property != null && !property.isBlank()) {
            return Optional.of(property);
        }
        String variable = System.getenv(
                name.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_'));
        return variable == null || variable.isBlank() ? Optional.empty() : Optional.of(variable);
    }

    private static void setIfMissing(String name, String value) {
        if (setting(name).isEmpty()) {
            System.setProperty(name, value);
        }
    }

    /** Said before anything is started; the guard in the application knows of accounts that an earlier demo left. */
    private static void requireLoopbackForDemo() {
        String host = setting("quarkus.http.host").orElse(LOOPBACK);
        boolean demo = setting("weiyi.demo.enabled").map(Boolean::parseBoolean).orElse(true);
        try {
            if (!demo || InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            throw new StartProblem("The address " + host + " is not known here.");
        }
        throw new StartProblem("The address " + host
                + " is open to others, and the demo's accounts have a known password; use 127.0.0.1 or --no-demo.");
    }

    private static void requireFreePort() {
        String text = setting("quarkus.http.port").orElse("8080");
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), Integer.parseInt(text)));
        } catch (IOException e) {
            throw new StartProblem("Port " + text
                    + " is taken by another program; stop it or choose another port with --port or QUARKUS_HTTP_PORT.");
        } catch (IllegalArgumentException e) {
            throw new StartProblem("The port " + text + " is not a number between 0 and 65535.");
        }
    }

    /** Whoever started us with a build tool may kill that tool; we follow it, so that nothing stays behind. */
    private static void exitWithParent() {
        if (Boolean.getBoolean("weiyi.exit-with-parent")) {
            ProcessHandle.current()
                    .parent()
                    .ifPresent(parent ->
                            parent.onExit().thenRun(() -> Runtime.getRuntime().exit(0)));
        }
    }

    /** Says one sentence to the person at the terminal. */
    public static void say(@Nullable String sentence) {
        java.io.PrintWriter terminal = new java.io.PrintWriter(new java.io.FileWriter(java.io.FileDescriptor.err));
        terminal.println(sentence);
        terminal.flush();
    }

    /** Called when the application has ended, for whatever reason. */
    public void stopped(int code, @Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            say("Weiyi did not start: " + cause.getMessage());
        }
        exitCode = failure == null ? code : 1;
    }

    private void stopAfterApplication() {
        try {
            applicationStopped.await(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (database != null) {
            database.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    @Override
    public void close() {
        applicationStopped.countDown();
        // Threads of libraries may still be alive; when a signal is already ending the program this call just waits for
        // it.
        Runtime.getRuntime().exit(exitCode);
    }
}
