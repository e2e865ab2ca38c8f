package io.weiyi.agent.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agent's own small runtime: what the jar uses of Java, linked from a JDK, and nothing else. */
final class RuntimeImage {
    /**
     * What no class file names, because Java looks it up by a name: the elliptic curves of the key and of TLS, and the
     * generator of jitter.
     */
    private static final Set<String> FOUND_BY_NAME = Set.of("jdk.crypto.ec", "jdk.random");

    /** The library that calls Windows knows the windows of Java's own desktop too; the agent opens none. */
    private static final String NEVER_REACHED = "java.desktop";

    private static final Pattern MODULE = Pattern.compile("(?:java|jdk)\\.[a-z.]+");

    private static final Pattern GLIBC = Pattern.compile("GLIBC_(2\\.[0-9]+)");

    private final Path jdk;

    RuntimeImage(Path jdk) {
        this.jdk = jdk;
    }

    /** The modules that a jar needs, as jdeps finds them, and the ones it cannot find. */
    Set<String> modules(Path jar) {
        String found = Tool.must(
                program("jdeps"), "--ignore-missing-deps", "--multi-release", "17", "--list-deps", jar.toString());
        // Later versions of Java have some of them within others.
        Set<String> modules = new TreeSet<>(FOUND_BY_NAME);
        modules.retainAll(names(Tool.must(program("java"), "--list-modules")));
        found.lines()
                .map(String::strip)
                .filter(line -> MODULE.matcher(line).matches())
                .forEach(modules::add);
        modules.remove(NEVER_REACHED);
        return modules;
    }

    /** The names in what {@code --list-modules} prints, which has the version behind each. */
    static Set<String> names(String listed) {
        return listed.lines().map(line -> line.replaceFirst("@.*", "")).collect(Collectors.toSet());
    }

    /**
     * Links the modules into a new folder.
     *
     * @param jmods the modules of another platform's JDK of the same version, or null for those of this one
     */
    void link(Set<String> modules, @Nullable Path jmods, Path into) throws IOException {
        delete(into);
        Stream<String> from = jmods == null ? Stream.of() : Stream.of("--module-path", jmods.toString());
        List<String> command = Stream.of(
                        Stream.of(program("jlink")),
                        from,
                        Stream.of(
                                "--add-modules",
                                String.join(",", modules),
                                "--strip-java-debug-attributes",
                                "--no-man-pages",
                                "--no-header-files",
                                "--compress=2",
                                "--output",
                                into.toString()))
                .flatMap(part -> part)
                .toList();
        Tool.must(command.toArray(String[]::new));
    }

    /** The newest version of glibc that a program or library of the runtime asks for, as in {@code 2.34}. */
    static String glibcNeeded(Path runtime) throws IOException {
        try (Stream<Path> files = Files.walk(runtime)) {
            return files.filter(RuntimeImage::isElf)
                    .flatMap(RuntimeImage::glibcVersions)
                    .max(Comparator.comparingInt(version -> Integer.parseInt(version.substring(2))))
                    .orElseThrow(() -> new IllegalStateException("no library in " + runtime));
        }
    }

    private static Stream<String> glibcVersions(Path file) {
        return GLIBC.matcher(text(file)).results().map(result -> result.group(1));
    }

    private static boolean isElf(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && (name.endsWith(".so") || Files.isExecutable(file))
                && text(file).startsWith("\u007fELF");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The version of Java that the runtime is of, from its own release file. */
    static String version(Path runtime) throws IOException {
        Matcher matcher =
                Pattern.compile("JAVA_VERSION=\"([^\"]+)\"").matcher(Files.readString(runtime.resolve("release")));
        if (!matcher.find()) {
            throw new IllegalStateException("no version in " + runtime.resolve("release"));
        }
        return matcher.group(1);
    }

    private String program(String name) {
        return jdk.resolve("bin").resolve(name).toString();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
