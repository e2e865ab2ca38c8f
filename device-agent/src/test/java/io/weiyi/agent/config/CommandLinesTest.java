package io.weiyi.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLinesTest {
    @Test
    void split_pathsAndQuotes_takenAsTheyAre() {
        assertThat(CommandLines.split("")).isEmpty();
        assertThat(CommandLines.split("  /usr/bin/lock  on\t2 ")).containsExactly("/usr/bin/lock", "on", "2");
        assertThat(CommandLines.split("\"C:\\Program Files\\lock.exe\" /off \"\""))
                .containsExactly("C:\\Program Files\\lock.exe", "/off", "");
        assertThat(CommandLines.split("echo $(reboot) ; rm")).containsExactly("echo", "$(reboot)", ";", "rm");
    }
}
