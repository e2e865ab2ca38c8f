package io.weiyi.agent.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weiyi.agent.probe.Desktop;
import io.weiyi.agent.probe.Truth;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real X server without a screen. Needs the packages xvfb and xdotool, and says so when they are missing. */
class X11DisplayTest {
    private static final Path SOCKETS = Path.of("/tmp/.X11-unix");
    private static final int ANY_MACHINE = 65_535;
    private static final long NANOS_PER_MILLI = 1_000_000;

    @TempDir
    Path folder;

    private Process server;
    private String display = "";

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void startServer(byte[] cookie) throws Exception {
        assumeTrue(installed("Xvfb") && installed("xdotool"), "Xvfb or xdotool is not installed here");
        Files.write(keys("server"), authority("", cookie));
        server = new ProcessBuilder(
                        "Xvfb",
                        "-noreset",
                        "-displayfd",
                        "1",
                        "-nolisten",
                        "tcp",
                        "-auth",
                        keys("server").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = server.inputReader(StandardCharsets.US_ASCII);
        display = ":" + out.readLine();
        Files.write(keys("client"), authority(display.substring(1), cookie));
    }

    private Path keys(String whose) {
        return folder.resolve(whose);
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    /** A file as xauth writes it: an entry of another kind first, then the cookie. */
    private static byte[] authority(String number, byte[] cookie) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (String name : new String[] {"ANOTHER-KIND-1", "MIT-MAGIC-COOKIE-1"}) {
            out.writeShort(ANY_MACHINE);
            out.writeUTF("lab-pc");
            out.writeUTF(number);
            out.writeUTF(name);
            out.writeShort(cookie.length);
            out.write(cookie);
        }
        return bytes.toByteArray();
    }

    private X11Display client(Path authority) {
        return new X11Display(display, authority.toString(), SOCKETS, Map.of());
    }

    private void touch() throws Exception {
        ProcessBuilder mouse = new ProcessBuilder("xdotool", "mousemove_relative", "3", "3");
        mouse.environment().put("DISPLAY", display);
        mouse.environment().put("XAUTHORITY", keys("client").toString());
        assertThat(mouse.start().waitFor()).isZero();
    }

    @Test
    void quietMillis_realServer_growsAndFallsWithTheMouse() throws Exception {
        startServer("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        X11Display client = client(keys("client"));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(client.quietMillis()).isGreaterThan(1_500));
        touch();
        assertThat(client.quietMillis()).isLessThan(1_500);
    }

    @Test
    void quietMillis_withoutTheKey_refusedAndSaysWhy() throws Exception {
        startServer("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client(folder.resolve("none")).quietMillis())
                .withMessageContaining("display " + display + ": the X server refuses");
    }

    @Test
    void quietMillis_serverGoneBetweenLooks_failsAndNothingElse() throws Exception {
        startServer("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        X11Display client = client(keys("client"));
        assertThat(client.quietMillis()).isNotNegative();
        stop();

        assertThatExceptionOfType(IOException.class).isThrownBy(client::quietMillis);
    }

    @Test
    void last_inputOfARealServer_toldWithItsSource() throws Exception {
        startServer("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        touch();
        LinuxDesktop source =
                new LinuxDesktop(client(keys("client")), new Logins(folder, folder, folder, Clock.systemUTC()));
        try (DesktopWatch watch = new DesktopWatch(source, () -> System.nanoTime() / NANOS_PER_MILLI)) {
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                Desktop.View view = watch.last();
                assertThat(view.login()).isEqualTo(Truth.NO);
                assertThat(view.quietMillis()).isNotNull().isLessThan(10_000);
                assertThat(view.told()).startsWith("nobody signed in, no input for");
            });
        }
    }

    @Test
    void quietMillis_noDisplayAtAll_saysSo() {
        X11Display nothing = new X11Display("", "", folder, Map.of());
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(nothing::quietMillis)
                .withMessage("there is no display");
        X11Display remote = new X11Display("", "", folder, Map.of("DISPLAY", "lab-pc:10.0"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(remote::quietMillis)
                .withMessageContaining("is no display of this machine");
    }
}
