package io.weiyi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process. The steps share one data folder on purpose: each is the next day of the same instance. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StartIT {

    @TempDir
    static Path folder;

    private static Path data = Path.of("unset");
    private static int port;

    @BeforeAll
    static void choose() throws IOException {
        data = folder.resolve("data");
        port = ServerProcess.freePort();
    }

    @Test
    @Order(1)
    void start_emptyFolderUnderLangC_isUtf8AndOnLoopback() throws Exception {
        try (ServerProcess server = ServerProcess.start(data, port, Map.of("LANG", "C", "LC_ALL", "C"), "--no-demo")
                .untilReady()) {
            assertThat(trigrams(server)).isEqualTo(5);
            assertThat(server.log()).contains("http://127.0.0.1:" + port).contains(data.toString());
            assertThat(server.log()).containsOnlyOnce("First administrator, shown only now: admin / ");
            assertThat(Files.getPosixFilePermissions(data.resolve("keys").resolve("database-password")))
                    .hasSize(2);
            long postmaster = Long.parseLong(server.postmasterLines().get(0));
            server.terminate();
            // The database's last act is to take its lock file away; its process is gone a moment later.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> ProcessHandle.of(postmaster)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
            assertThat(ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    @Test
    @Order(2)
    void start_folderInUse_saysSoAndEnds() throws Exception {
        try (ServerProcess first =
                        ServerProcess.start(data, port, Map.of(), "--no-demo").untilReady();
                ServerProcess second = ServerProcess.start(data, ServerProcess.freePort(), Map.of(), "--no-demo")) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.log().strip().lines().toList()).hasSize(1);
            assertThat(second.log()).contains("is in use by another running instance");
            assertThat(first.status("/q/health/ready")).isEqualTo(200);
            first.kill();
        }
    }

    @Test
    @Order(3)
    void start_afterKill_recovers() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(data, port, Map.of(), "--no-demo").untilReady()) {
            assertThat(trigrams(server)).isEqualTo(5);
            assertThat(server.log()).contains("stopping the PostgreSQL that a killed run left behind");
            assertThat(server.log()).doesNotContain("First administrator");
        }
    }

    @Test
    @Order(4)
    void start_busyPort_saysSoAndEnds() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ServerProcess server = ServerProcess.start(data, taken.getLocalPort(), Map.of(), "--no-demo")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.log().strip().lines().toList()).hasSize(1);
            assertThat(server.log()).contains("Port " + taken.getLocalPort() + " is taken");
        }
    }

    @Test
    @Order(5)
    void start_folderThatCannotBeWritten_saysSoAndEnds() throws Exception {
        // A file where the folder should be refuses every user, root included; a mode without w refuses all but root.
        Path file = Files.createFile(folder.resolve("a-file"));
        try (ServerProcess server =
                ServerProcess.start(file.resolve("data"), ServerProcess.freePort(), Map.of(), "--no-demo")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.log().strip().lines().toList()).hasSize(1);
            assertThat(server.log()).contains("cannot be written");
        }
    }

    @Test
    @Order(6)
    void start_folderOnReadOnlyDisk_saysSoAndEnds() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("read-only-disk"));
        assumeThat(ran("mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", disk.toString()))
                .as("skipped: only one who may mount can make a read-only disk")
                .isTrue();
        try (ServerProcess server =
                ServerProcess.start(disk.resolve("data"), ServerProcess.freePort(), Map.of(), "--no-demo")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.log().strip().lines().toList()).hasSize(1);
            assertThat(server.log()).contains("cannot be written");
        } finally {
            ran("umount", disk.toString());
        }
    }

    @Test
    @Order(7)
    void start_demoOpenToOthers_saysSoAndEnds() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(data, ServerProcess.freePort(), Map.of("QUARKUS_HTTP_HOST", "0.0.0.0"))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.log().strip().lines().toList()).hasSize(1);
            assertThat(server.log()).contains("0.0.0.0 is open to others");
        }
    }

    private static boolean ran(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int trigrams(ServerProcess server) throws IOException, SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + server.postmasterLines().get(3) + "/weiyi";
        try (Connection connection = DriverManager.getConnection(url, "weiyi_app", server.databasePassword());
                ResultSet row = connection.createStatement().executeQuery("SELECT cardinality(show_trgm('扫描电镜'))")) {
            row.next();
            return row.getInt(1);
        }
    }
}
