package io.weiyi.agent.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundles as a technician meets them: installed, enrolled, run, upgraded and removed on a system of their own. */
class LinuxBundleIT {
    private static final Path BUNDLES = Path.of("target/bundle").toAbsolutePath();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HOME = "/var/lib/weiyi-agent";
    private static final long RESIDENT_MAX_KB = 96_000;
    private static final String PROGRAM = "wy-acquire";

    private static final TestAuthority AUTHORITY = new TestAuthority();

    private static TestBroker broker;

    @TempDir
    Path folder;

    private TestServer server;
    private Sandbox sandbox;
    private Optional<Process> agent = Optional.empty();

    @BeforeAll
    static void startBroker(@TempDir Path brokerFolder) {
        broker = new TestBroker(brokerFolder, AUTHORITY).start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void lay() throws IOException {
        Optional<String> missing = Sandbox.missing();
        assumeTrue(missing.isEmpty(), () -> "bundles cannot be installed here: " + missing.orElseThrow());
        server = new TestServer(broker, AUTHORITY, List.of("i-1")).startHttp().connect();
        server.forgetRetained();
        sandbox = Sandbox.lay(folder.resolve("sandbox"), BUNDLES);
    }

    @AfterEach
    void clear() throws Exception {
        if (agent.isPresent()) {
            stopAgent();
        }
        if (sandbox != null) {
            sandbox.run("pkill " + PROGRAM);
            sandbox.close();
            server.close();
        }
    }

    @Test
    void debianPackage_installedUpgradedRemovedPurged_keepsWhatItShould() throws Exception {
        assumeTrue(Files.exists(debianPackage()), "no package was built here");
        sandbox.must("dpkg --install " + Sandbox.BUNDLES + "/" + debianPackage().getFileName());
        assertThat(sandbox.must("weiyi-agent --version")).startsWith("weiyi-agent ");
        assertThat(sandbox.must("stat -c '%U %a' " + HOME)).isEqualTo("weiyi-agent 750");
        assertThat(sandbox.exists("/opt/weiyi-agent/agent.jsa")).isTrue();
        unitIsSound("/lib/systemd/system/weiyi-agent.service");

        enrol();
        startAgent("/lib/systemd/system/weiyi-agent.service");
        watchesTheProgramOfAnotherAccount();
        assertThat(residentKilobytes()).isLessThanOrEqualTo(RESIDENT_MAX_KB);
        stopAgent();
        String kept = identityAndJournal();
        long head = server.head();

        Path newer = repacked("1.0.1");
        sandbox.must("dpkg --install /mnt/" + newer.getFileName());
        assertThat(sandbox.must("dpkg-query -W -f '${Version}' weiyi-agent")).isEqualTo("1.0.1");
        assertThat(identityAndJournal()).isEqualTo(kept);
        startAgent("/lib/systemd/system/weiyi-agent.service");
        await().atMost(SOON).until(() -> server.head() > head);
        Files.delete(newer);
        stopAgent();
        String keptAgain = identityAndJournal();
        assertThat(server.problems()).isEmpty();
        assertThat(server.chainHolds()).isTrue();

        sandbox.must("dpkg --remove weiyi-agent");
        assertThat(sandbox.exists("/opt/weiyi-agent")).isFalse();
        assertThat(identityAndJournal()).isEqualTo(keptAgain);

        assertThat(onATerminal("dpkg --purge weiyi-agent", "n"))
                .contains("Delete the journal")
                .contains("stay");
        assertThat(identityAndJournal()).isEqualTo(keptAgain);

        sandbox.must("dpkg --install /mnt/" + debianPackage().getFileName());
        sandbox.must("dpkg --purge weiyi-agent </dev/null");
        assertThat(sandbox.exists(HOME)).isFalse();
        assertThat(sandbox.run("getent passwd weiyi-agent").output()).isEmpty();
    }

    @Test
    void archive_installedUpgradedUninstalled_asksBeforeItDeletes() throws Exception {
        sandbox.must("mkdir /tmp/a && tar xzf /mnt/" + archive().getFileName() + " -C /tmp/a --strip-components=1");
        assertThat(sandbox.must("/tmp/a/install.sh")).contains("Installed: weiyi-agent ");
        unitIsSound("/etc/systemd/system/weiyi-agent.service");
        enrol();
        startAgent("/etc/systemd/system/weiyi-agent.service");
        watchesTheProgramOfAnotherAccount();
        stopAgent();
        String kept = identityAndJournal();

        sandbox.must("echo newer > /tmp/a/newer && /tmp/a/install.sh");
        assertThat(sandbox.exists("/opt/weiyi-agent/newer")).isTrue();
        assertThat(identityAndJournal()).isEqualTo(kept);
        assertThat(sandbox.must("weiyi-agent status")).contains("i-1");

        assertThat(onATerminal("/opt/weiyi-agent/uninstall.sh", "n"))
                .contains("[y/N]")
                .contains("stay");
        assertThat(sandbox.exists("/opt/weiyi-agent")).isFalse();
        assertThat(sandbox.exists("/etc/systemd/system/weiyi-agent.service")).isFalse();
        assertThat(identityAndJournal()).isEqualTo(kept);

        sandbox.must("/tmp/a/install.sh");
        assertThat(onATerminal("/opt/weiyi-agent/uninstall.sh", "y")).contains("are gone");
        assertThat(sandbox.exists(HOME)).isFalse();
    }

    @Test
    void archive_onASystemWithAnOlderGlibc_refusesInOneSentence() {
        sandbox.must("mkdir /tmp/a && tar xzf /mnt/" + archive().getFileName() + " -C /tmp/a --strip-components=1");
        sandbox.must("echo 2.999 > /tmp/a/glibc");

        Tool refused = sandbox.run("/tmp/a/install.sh");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .startsWith("weiyi-agent: it needs glibc 2.999 or newer")
                .doesNotContain("\n");
        assertThat(sandbox.exists("/opt/weiyi-agent")).isFalse();
    }

    private void enrol() {
        String said = sandbox.must("weiyi-agent enrol --server " + server.url() + " --code " + AUTHORITY.code());
        assertThat(said).contains("Enrolled as device dev-1");
        assertThat(sandbox.must("stat -c '%U %a' " + HOME + "/identity/key.pem"))
                .isEqualTo("weiyi-agent 600");
        sandbox.must("printf 'tick-seconds = 1\\ninstrument.i-1.watch = " + PROGRAM + "\\n' > " + HOME
                + "/agent.properties");
    }

    /** Runs what the unit says, as whom it says and with the rights it says; systemd itself is not at work here. */
    private void startAgent(String unitPath) throws IOException {
        String unit = sandbox.must("cat " + unitPath);
        String account = setting(unit, "User");
        String right = "+"
                + setting(unit, "AmbientCapabilities")
                        .substring("CAP_".length())
                        .toLowerCase();
        assertThat(setting(unit, "CapabilityBoundingSet")).isEqualTo(setting(unit, "AmbientCapabilities"));
        String line = String.join(
                " ",
                "cd " + setting(unit, "WorkingDirectory") + " && umask " + setting(unit, "UMask") + " && exec setpriv",
                "--reuid=" + account,
                "--regid=" + setting(unit, "Group"),
                "--clear-groups --no-new-privs",
                "--inh-caps=-all," + right,
                "--ambient-caps=-all," + right,
                "--bounding-set=-all," + right,
                "env " + setting(unit, "Environment"),
                setting(unit, "ExecStart"));
        agent = Optional.of(sandbox.start(line, folder.resolve("agent.out")));
    }

    private void stopAgent() throws Exception {
        Process process = agent.orElseThrow();
        agent = Optional.empty();
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as("ends at SIGTERM, before the unit's limit")
                .isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("agent.out")))
                .isEqualTo(143);
    }

    private void watchesTheProgramOfAnotherAccount() throws IOException {
        int before = server.claims("session.start").size();
        sandbox.must("cp /bin/sleep /usr/local/bin/" + PROGRAM);
        sandbox.start(
                "exec setpriv --reuid=nobody --clear-groups --inh-caps=-all " + PROGRAM + " 300",
                folder.resolve("p.out"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.claims("session.start"))
                        .as(Files.readString(folder.resolve("agent.out")))
                        .hasSizeGreaterThan(before));
        await().atMost(SOON).until(() -> !server.claims("session.tick").isEmpty());
    }

    private long residentKilobytes() throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/" + agent.orElseThrow().pid() + "/status"))) {
            String line =
                    lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", ""));
        }
    }

    private void unitIsSound(String path) {
        if (!Tool.exists("systemd-analyze")) {
            System.out.println("the unit is not checked: there is no systemd-analyze here");
            return;
        }
        Tool verified = sandbox.run("systemd-analyze verify " + path);
        assertThat(verified.output()).doesNotContain("weiyi-agent");
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        Map<String, String> expected =
                Map.of("Restart", "always", "User", "weiyi-agent", "StateDirectory", "weiyi-agent");
        String unit = sandbox.must("cat " + path);
        expected.forEach((key, value) -> assertThat(setting(unit, key)).isEqualTo(value));
    }

    /** Size, place and content of all that must outlive an upgrade. */
    private String identityAndJournal() {
        return sandbox.must(
                "cd " + HOME + " && find identity journal agent.properties -type f | sort | xargs sha256sum");
    }

    private String onATerminal(String command, String answer) {
        return sandbox.must("printf '" + answer + "\\n' | script -qec '" + command + "' /dev/null");
    }

    private Path repacked(String version) throws IOException {
        Path root = folder.resolve("repacked");
        Path fresh = BUNDLES.resolve("repacked_" + version + ".deb");
        Tool.must("dpkg-deb", "-R", debianPackage().toString(), root.toString());
        Path control = root.resolve("DEBIAN/control");
        Files.writeString(control, Files.readString(control).replaceFirst("Version: .*", "Version: " + version));
        Tool.must("dpkg-deb", "--root-owner-group", "-Znone", "-b", root.toString(), fresh.toString());
        return fresh;
    }

    private static String setting(String unit, String key) {
        return unit.lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static Path debianPackage() {
        return one("weiyi-agent_", ".deb").orElse(Path.of("none.deb"));
    }

    private static Path archive() {
        return one("weiyi-agent-", ".tar.gz").orElseThrow();
    }

    private static Optional<Path> one(String prefix, String suffix) {
        try (Stream<Path> files = Files.list(BUNDLES)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.getFileName().toString().endsWith(suffix))
                    .findFirst();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
