package io.weiyi.embedded;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged server as a real process of its own. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(120);

    private final Process process;
    private final Path data;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path data, Path log, int port) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.port = port;
    }

    public static ServerProcess start(Path data, int port, Map<String, String> environment, String... options)
            throws IOException {
        Path log = Files.createTempFile(Path.of("target"), "server-", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx600m",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString(),
                "--data",
                data.toString(),
                "--port",
                String.valueOf(port)));
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("WEIYI_BROKER_PORT", "0");
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), data, log, port);
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public ServerProcess untilReady() {
        return untilReady(START_MAX);
    }

    public ServerProcess untilReady(Duration atMost) {
        await("server is ready, log " + log)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the server ended: " + log());
                    }
                    return status("/q/health/ready") == 200;
                });
        return this;
    }

    int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    public HttpResponse<String> get(String path) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not end");
        }
        return process.exitValue();
    }

    void terminate() throws InterruptedException {
        process.destroy();
        exitCode();
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    long pid() {
        return process.pid();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    /** The port and process of the PostgreSQL in the data folder, as it wrote them down itself. */
    List<String> postmasterLines() throws IOException {
        return Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid"));
    }

    String databasePassword() throws IOException {
        return Files.readString(data.resolve("keys").resolve("database-password"))
                .strip();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                exitCode();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
