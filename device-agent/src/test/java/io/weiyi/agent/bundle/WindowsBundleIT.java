package io.weiyi.agent.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Windows bundle as far as it can be checked without a Windows: its parts, not its run. */
class WindowsBundleIT {
    private static final int AMD64 = 0x8664;
    /** Windows 7 is version 6.1. */
    private static final int WINDOWS_7 = 0x0601;

    private static final Map<String, byte[]> PARTS = new TreeMap<>();

    @BeforeAll
    static void unpack() throws IOException {
        Path bundle;
        try (Stream<Path> files = Files.list(Path.of("target/bundle"))) {
            bundle = files.filter(file -> file.toString().endsWith("-windows-x64.zip"))
                    .findFirst()
                    .orElseThrow();
        }
        try (InputStream in = Files.newInputStream(bundle);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                PARTS.put(entry.getName().replaceFirst("^weiyi-agent/", ""), zip.readAllBytes());
            }
        }
    }

    @Test
    void bundle_holdsWhatTheScriptsAskFor() {
        assertThat(PARTS.keySet())
                .contains(
                        "agent.classlist",
                        "install-agent.md",
                        "install-agent.zh-CN.md",
                        "install.cmd",
                        "install.ps1",
                        "jvm.options",
                        "runtime.properties",
                        "service/LICENSE.txt",
                        "service/NOTICE.txt",
                        "service/prunsrv.exe",
                        "uninstall.cmd",
                        "uninstall.ps1",
                        "weiyi-agent.cmd",
                        "weiyi-agent.jar");
    }

    @Test
    void wrapper_isFor64BitAndNoNewerThanWindows7() {
        ByteBuffer exe = ByteBuffer.wrap(PARTS.get("service/prunsrv.exe")).order(ByteOrder.LITTLE_ENDIAN);
        int header = exe.getInt(0x3c);
        assertThat(exe.getInt(header)).as("PE signature").isEqualTo(0x4550);
        assertThat((int) exe.getShort(header + 4) & 0xffff).as("processor").isEqualTo(AMD64);
        int optional = header + 24;
        int subsystem = exe.getShort(optional + 48) << 8 | exe.getShort(optional + 50);
        assertThat(subsystem).as("oldest Windows that it names").isPositive().isLessThanOrEqualTo(WINDOWS_7);
    }

    @Test
    void scripts_haveWindowsLinesAndPlainLetters() {
        for (String script :
                List.of("install.cmd", "install.ps1", "uninstall.cmd", "uninstall.ps1", "weiyi-agent.cmd")) {
            String text = text(script);
            assertThat(text.replace("\r\n", "")).as(script).doesNotContain("\n", "\r");
            assertThat(text.chars().allMatch(c -> c < 128))
                    .as(script + " is read as ANSI by PowerShell 2.0")
                    .isTrue();
        }
    }

    @Test
    void scripts_arePowerShell2() {
        assertThat(PowerShellLint.findings(text("install.ps1"))).isEmpty();
        assertThat(PowerShellLint.findings(text("uninstall.ps1"))).isEmpty();
    }

    @Test
    void scripts_nameOnlyFilesThatAreThere() {
        Stream.of("install.cmd", "uninstall.cmd", "weiyi-agent.cmd")
                .flatMap(script -> Pattern.compile("%~dp0([\\w.-]+\\.(?:ps1|jar|options))")
                        .matcher(text(script))
                        .results()
                        .map(result -> result.group(1)))
                .forEach(file -> assertThat(PARTS).containsKey(file));
    }

    @Test
    void runtime_isPinnedOrRefused() {
        assertThat(text("install.ps1")).contains("Get-Sha256 $zip").contains("-notmatch '^[0-9a-fA-F]{64}$'");
        assertThat(text("runtime.properties")).contains("sha256 =").doesNotContain("://");
    }

    private static String text(String part) {
        return new String(PARTS.get(part), StandardCharsets.UTF_8);
    }
}
