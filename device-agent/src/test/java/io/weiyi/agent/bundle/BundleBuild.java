package io.weiyi.agent.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Makes the bundles under {@code target/bundle}; what it cannot make on this machine it leaves out and says so. */
final class BundleBuild {
    private final Path project;
    private final Path target;
    private final String version;

    private BundleBuild(Path project, String version) {
        this.project = project;
        this.target = project.resolve("target/bundle");
        this.version = version;
    }

    /** Arguments: the folder of the agent's project, and its version. */
    public static void main(String[] arguments) throws IOException {
        new BundleBuild(Path.of(arguments[0]), arguments[1]).build();
        // Libraries of the broker leave threads behind; the work is done all the same.
        System.exit(0);
    }

    private void build() throws IOException {
        Files.createDirectories(target);
        Path jar = project.resolve("target/weiyi-agent.jar");
        RuntimeImage image =
                new RuntimeImage(Path.of(System.getProperty("bundle.jdk", System.getProperty("java.home"))));
        Set<String> modules = image.modules(jar);
        say("modules: " + String.join(", ", modules));
        if (System.getProperty("os.name").startsWith("Linux")) {
            linux(image, modules, jar);
        } else {
            say("not on Linux: no Linux bundle");
        }
        windows(image, modules, jar);
    }

    private void windows(RuntimeImage image, Set<String> modules, Path jar) throws IOException {
        WindowsBundle bundle = new WindowsBundle(project.resolve("src/bundle"), target, version);
        String jmods = System.getProperty("bundle.windows.jmods", "");
        Path runtime = target.resolve("windows-runtime");
        RuntimeImage.delete(runtime);
        if (!jmods.isEmpty()) {
            image.link(modules, Path.of(jmods), runtime);
        }
        bundle.pack(jar, target.resolve("agent.classlist"), pages(), runtime);
        say(bundle.archive() + ", " + megabytes(bundle.archive())
                + (jmods.isEmpty() ? ", its runtime is fetched at the installation" : ", with its runtime"));
    }

    private void linux(RuntimeImage image, Set<String> modules, Path jar) throws IOException {
        Path program = target.resolve("linux");
        RuntimeImage.delete(program);
        Files.createDirectories(program);
        Path runtime = program.resolve("runtime");
        image.link(modules, null, runtime);
        Path classList = target.resolve("agent.classlist");
        new ClassList(runtime, jar, target.resolve("training")).write(classList);

        LinuxBundle bundle = new LinuxBundle(project.resolve("src/bundle"), target, version);
        bundle.layOut(program, jar, classList, pages());
        bundle.pack(program);
        say(bundle.archive() + ", " + megabytes(bundle.archive()) + ", Java " + RuntimeImage.version(runtime)
                + ", glibc " + Files.readString(program.resolve("glibc")).strip() + " or newer");
        if (Tool.exists("dpkg-deb")) {
            bundle.packDebian(program);
            say(bundle.debianPackage() + ", " + megabytes(bundle.debianPackage()));
        } else {
            say("no dpkg-deb here: no Debian package");
        }
    }

    /** The instructions travel with the program, and so does its licence. */
    private List<Path> pages() {
        Path docs = project.resolve("../src/docs");
        return List.of(
                docs.resolve("install-agent.md"),
                docs.resolve("install-agent.zh-CN.md"),
                project.resolve("../LICENSE"));
    }

    private static String megabytes(Path file) throws IOException {
        return String.format("%.1f MB", Files.size(file) / 1e6);
    }

    private static void say(String line) {
        System.out.println("bundle: " + line);
    }
}
