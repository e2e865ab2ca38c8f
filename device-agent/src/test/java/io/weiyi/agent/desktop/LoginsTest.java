package io.weiyi.agent.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weiyi.agent.desktop.Logins.Login;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private Logins logins;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectory(folder.resolve("dev"));
        logins = new Logins(
                folder.resolve("sessions"),
                folder.resolve("utmp"),
                folder.resolve("dev"),
                Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private void session(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve("sessions"));
        Files.writeString(folder.resolve("sessions").resolve(name), text);
    }

    private static byte[] record(int type, String line, String user) {
        ByteBuffer record = ByteBuffer.allocate(384).order(ByteOrder.nativeOrder());
        record.putShort(0, (short) type);
        record.position(8);
        record.put(line.getBytes(StandardCharsets.UTF_8));
        record.position(44);
        record.put(user.getBytes(StandardCharsets.UTF_8));
        return record.array();
    }

    @Test
    void present_logind_personsOnly() throws IOException {
        session(
                "2",
                "# This is private data.\nUID=1000\nUSER=wang\nACTIVE=1\nSTATE=active\nTYPE=x11\nCLASS=user\nTTY=tty2\n");
        session("c1", "UID=120\nUSER=gdm\nACTIVE=1\nSTATE=online\nCLASS=greeter\n");
        session("5", "UID=1001\nUSER=li\nACTIVE=0\nSTATE=closing\nCLASS=user\n");

        assertThat(logins.present()).containsExactly(new Login("wang", "tty2"));
    }

    @Test
    void present_logindWithoutSessions_nobody() throws IOException {
        Files.createDirectories(folder.resolve("sessions"));

        assertThat(logins.present()).isEmpty();
    }

    @Test
    void present_utmp_liveUserRecordsOnly() throws IOException {
        ByteBuffer table = ByteBuffer.allocate(384 * 3 + 7);
        table.put(record(2, "~", "reboot")).put(record(7, "pts/3", "wang")).put(record(8, "pts/4", ""));
        Files.write(folder.resolve("utmp"), table.array());

        assertThat(logins.present()).containsExactly(new Login("wang", "pts/3"));
    }

    @Test
    void present_neither_saysSo() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> logins.present())
                .withMessageContaining("neither logind nor utmp");
    }

    @Test
    void quietMillis_terminalTouchedLast_counts() throws IOException {
        touched("tty2", NOON.minusSeconds(90));
        touched("tty3", NOON.minusSeconds(7));

        List<Login> present = List.of(new Login("wang", "tty2"), new Login("li", "tty3"), new Login("x", ":0"));
        assertThat(logins.quietMillis(present)).isEqualTo(7_000);
        assertThat(logins.quietMillis(List.of(new Login("x", ":0"), new Login("y", "../utmp"))))
                .isNull();
    }

    private void touched(String terminal, Instant at) throws IOException {
        Path file = Files.createFile(folder.resolve("dev").resolve(terminal));
        FileTime time = FileTime.from(at);
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(time, time, null);
    }
}
