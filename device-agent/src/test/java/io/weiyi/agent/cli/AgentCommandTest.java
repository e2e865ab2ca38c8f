package io.weiyi.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return AgentCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void help_asked_namesEveryCommand() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("enrol", "run", "status", "--version");
        assertThat(execute("enrol", "--help")).isZero();
        assertThat(out.toString()).contains("--server", "--code", "--home");
    }

    @Test
    void version_asked_thatOfTheBuild() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("weiyi-agent \\d+\\.\\d+\\.\\d+\\R");
    }

    @Test
    void arguments_wrong_usageAndCodeTwo() {
        assertThat(execute()).isEqualTo(2);
        assertThat(execute("dance")).isEqualTo(2);
        assertThat(execute("enrol", "--server", "http://x")).isEqualTo(2);
        assertThat(err.toString()).contains("Unmatched argument").contains("--code");
    }

    @Test
    void status_notEnrolled_saysSo() throws Exception {
        String home = folder.resolve("none").toString();
        assertThat(execute("status", "--home", home)).isZero();
        assertThat(out.toString()).startsWith("Not enrolled");
        assertThat(execute("status", "--json", "--home", home)).isZero();
        String json = out.toString().substring(out.toString().indexOf('{'));
        assertThat(JSON.std.mapFrom(json)).containsEntry("enrolled", false).containsEntry("running", false);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void run_notEnrolled_oneSentence() {
        assertThat(execute("run", "--home", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("This agent is not enrolled").hasLineCount(1);
    }

    @Test
    void enrol_homeCannotBeMade_oneSentence() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(execute("enrol", "--server", "http://x", "--code", "c", "--home", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("cannot be written").hasLineCount(1);
    }

    @Test
    void verify_whatIsNoEvidence_refusedInBothLanguagesAndAsJson() throws Exception {
        String file =
                Files.writeString(folder.resolve("evidence.zip"), "no zip").toString();
        String home = folder.resolve("none").toString();
        assertThat(execute("verify", file, "--home", home)).isEqualTo(1);
        assertThat(out.toString()).contains("核验不通过", "Refused", "[zip] zip");
        out.getBuffer().setLength(0);
        assertThat(execute("verify", file, "--home", home, "--json")).isEqualTo(1);
        assertThat(JSON.std.mapFrom(out.toString()))
                .containsEntry("valid", false)
                .containsEntry("verdict", "REFUSED");
    }

    @Test
    void verify_wrongArguments_oneSentence() throws Exception {
        String file =
                Files.writeString(folder.resolve("evidence.zip"), "no zip").toString();
        assertThat(execute("verify")).isEqualTo(2);
        err.getBuffer().setLength(0);
        assertThat(execute("verify", folder.resolve("nowhere").toString())).isEqualTo(1);
        assertThat(execute("verify", file, "--ca", "12:34")).isEqualTo(1);
        assertThat(err.toString())
                .contains("cannot be read", "Not a SHA-256 fingerprint")
                .hasLineCount(2);
    }
}
