package io.weiyi.agent.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The runtime of the Linux bundle: small, complete, and honest about what it needs. */
@EnabledOnOs(OS.LINUX)
class RuntimeImageIT {
    private static final Path PROGRAM = Path.of("target/bundle/linux");
    private static final long COMPRESSED_MAX_BYTES = 40_000_000;

    private static Path runtime;

    @BeforeAll
    static void find() {
        runtime = PROGRAM.resolve("runtime");
        assertThat(runtime).as("made by the build before this test").isDirectory();
    }

    @Test
    void runtime_holdsEveryModuleThatTheJarNeedsToday() {
        Set<String> needed =
                new RuntimeImage(Path.of(System.getProperty("java.home"))).modules(PROGRAM.resolve("weiyi-agent.jar"));

        Set<String> held = Tool.must(runtime.resolve("bin/java").toString(), "--list-modules")
                .lines()
                .map(line -> line.replaceFirst("@.*", ""))
                .collect(Collectors.toSet());

        assertThat(held).containsAll(needed).doesNotContain("java.desktop", "jdk.compiler");
    }

    @Test
    void bundle_isSmallerThanItsBound() throws IOException {
        for (String suffix : Set.of(".tar.gz", ".deb")) {
            try (var files = Files.list(Path.of("target/bundle"))) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("weiyi-agent"))
                                .filter(file -> file.getFileName().toString().endsWith(suffix)))
                        .allSatisfy(
                                file -> assertThat(file.toFile().length()).isLessThanOrEqualTo(COMPRESSED_MAX_BYTES));
            }
        }
    }

    /** The page names the glibc of the one JDK that the project builds with; another JDK asks for its own. */
    @Test
    void page_saysTheGlibcThatTheRuntimeNeeds() throws IOException {
        String needed = RuntimeImage.glibcNeeded(runtime);
        assertThat(Files.readString(PROGRAM.resolve("glibc"))).isEqualTo(needed + "\n");

        boolean builtWithDebian = System.getProperty("java.vendor").equals("Debian");
        if (builtWithDebian) {
            for (String page : Set.of("install-agent.md", "install-agent.zh-CN.md")) {
                assertThat(Files.readString(PROGRAM.resolve(page))).contains("glibc " + needed);
            }
        }
    }
}
