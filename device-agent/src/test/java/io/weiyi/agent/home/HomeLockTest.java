package io.weiyi.agent.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    @TempDir
    Path folder;

    @Test
    void take_heldAlready_refusedUntilLetGo() throws Exception {
        AgentHome home = new AgentHome(folder.resolve("home"));
        home.create();
        try (HomeLock held = HomeLock.take(home)) {
            assertThat(held).isNotNull();
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> HomeLock.take(home))
                    .withMessageContaining("Another agent is running");
        }
        HomeLock.take(home).close();
    }

    @Test
    void create_placeIsAFile_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> new AgentHome(file.resolve("home")).create())
                .withMessageContaining("cannot be written");
    }

    @Test
    void write_replacesAndLeavesNothingBeside() throws Exception {
        Path file = folder.resolve("status.json");
        AgentHome.write(file, "one");
        AgentHome.write(file, "two");

        assertThat(file).hasContent("two");
        assertThat(folder.toFile().list()).containsExactly("status.json");
    }
}
