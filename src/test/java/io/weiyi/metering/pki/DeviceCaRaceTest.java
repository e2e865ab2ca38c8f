package io.weiyi.metering.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers that start on one new store in the same moment, as processes. */
class DeviceCaRaceTest {

    private static final int SERVERS = 4;

    @TempDir
    Path folder;

    @Test
    void starts_atTheSameMoment_endWithOneAuthority() throws Exception {
        Path store = folder.resolve("store");
        Path go = folder.resolve("go");
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < SERVERS; i++) {
                processes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CaStart.class.getName(),
                                store.toString(),
                                go.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                try (Stream<Path> files = Files.list(folder)) {
                    return files.filter(file -> file.toString().contains(".ready-"))
                                    .count()
                            == SERVERS;
                }
            });
            Files.createFile(go);
            List<String[]> said = new ArrayList<>();
            for (Process process : processes) {
                BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                said.add(out.readLine().split(" "));
            }
            assertThat(said.stream().map(words -> words[0]).distinct()).hasSize(1);
            assertThat(said.stream().map(words -> words[1]).distinct()).hasSize(1);
            // All of them live, so no two have the same name on the broker, and all share one group.
            assertThat(said.stream().map(words -> words[2]))
                    .containsExactlyInAnyOrder(
                            "weiyi-server-01", "weiyi-server-02", "weiyi-server-03", "weiyi-server-04");
            assertThat(said.stream().map(words -> words[3]).distinct()).hasSize(1);
        } finally {
            for (Process process : processes) {
                process.destroyForcibly().waitFor();
            }
        }
        Path pki = store.resolve("pki");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pki)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(pki)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
        // A dead process gives its number back.
        DeviceCa later = new DeviceCa(store, Duration.ofDays(365));
        assertThat(later.processIdentity().commonName()).isEqualTo("weiyi-server-01");
        later.release();
    }
}
