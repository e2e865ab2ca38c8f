package io.weiyi.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Mosquitto as a process of its own, with the configuration that is shipped in {@code docker/}. */
public final class Mosquitto implements AutoCloseable {

    private final Path folder;
    private final Path store;
    private final int port;
    private final Path program;
    private Process process;

    private Mosquitto(Path program, Path folder, Path store, int port) {
        this.program = program;
        this.folder = folder;
        this.store = store;
        this.port = port;
    }

    /** Where the program is, if the system has it. */
    public static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** One on a free port, not started yet. */
    public static Mosquitto prepare(Path folder, Path store) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new Mosquitto(program().orElseThrow(), folder, store, socket.getLocalPort());
        }
    }

    public String uri() {
        return "ssl://127.0.0.1:" + port;
    }

    /** A command that makes it read its files again; before it runs there is nothing to be told. */
    public String reloadCommand() throws IOException {
        Path script = folder.resolve("reload.sh");
        Files.createDirectories(folder);
        Files.writeString(script, """
                [ -f '%1$s' ] || exit 0
                kill -HUP "$(cat '%1$s')"
                """.formatted(folder.resolve("pid")));
        return "sh " + script;
    }

    /** Starts it with the shipped files; only paths and the port are those of the test. */
    public Mosquitto start() throws IOException {
        Path shipped = Path.of("docker").toAbsolutePath();
        String configuration = Files.readString(shipped.resolve("mosquitto.conf"))
                .replace("/srv/weiyi/store", store.toAbsolutePath().toString())
                .replace("/mosquitto/config", shipped.toString())
                .replace("/mosquitto/data/", folder.toAbsolutePath() + "/")
                .replace("listener 8883", "listener " + port + " 127.0.0.1");
        // Started by root it would otherwise become another user, who may not read a test's folders.
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                configuration + "user " + System.getProperty("user.name") + "\npid_file " + folder.resolve("pid")
                        + "\n");
        process = new ProcessBuilder(List.of(
                        program.toString(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        return this;
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Stops it in order, so that it keeps what is retained. */
    public void stop() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofSeconds(10).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    @Override
    public void close() {
        stop();
    }
}
