package io.weiyi.agent.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What a Linux PC gets: the program's folder, as an archive with install.sh and as a Debian package. */
final class LinuxBundle {
    /** Where the program lies on the PC; the unit says the same. */
    static final String PROGRAM = "opt/weiyi-agent";

    private static final List<String> LEFT_TO_THE_PACKAGE =
            List.of("install.sh", "uninstall.sh", "weiyi-agent.service", "glibc", "machine");

    private final Path sources;
    private final Path target;
    private final String version;

    LinuxBundle(Path sources, Path target, String version) {
        this.sources = sources;
        this.target = target;
        this.version = version;
    }

    /** The processor as Debian names it. */
    static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> System.getProperty("os.arch");
        };
    }

    Path archive() {
        return target.resolve(name() + ".tar.gz");
    }

    Path debianPackage() {
        return target.resolve("weiyi-agent_" + version + "_" + architecture() + ".deb");
    }

    private String name() {
        return "weiyi-agent-" + version + "-linux-" + architecture();
    }

    /** Lays the program's folder out beside the runtime that was linked into it. */
    void layOut(Path program, Path jar, Path classList, List<Path> pages) throws IOException {
        Path linux = sources.resolve("linux");
        Files.createDirectories(program.resolve("bin"));
        executable(linux.resolve("bin/weiyi-agent"), program.resolve("bin/weiyi-agent"));
        executable(linux.resolve("bin/setup"), program.resolve("bin/setup"));
        executable(linux.resolve("install.sh"), program.resolve("install.sh"));
        executable(linux.resolve("uninstall.sh"), program.resolve("uninstall.sh"));
        plain(linux.resolve("weiyi-agent.service"), program.resolve("weiyi-agent.service"));
        plain(sources.resolve("jvm.options"), program.resolve("jvm.options"));
        plain(jar, program.resolve("weiyi-agent.jar"));
        plain(classList, program.resolve("agent.classlist"));
        for (Path page : pages) {
            plain(page, program.resolve(page.getFileName().toString()));
        }
        Files.writeString(program.resolve("glibc"), RuntimeImage.glibcNeeded(program.resolve("runtime")) + "\n");
        Files.writeString(program.resolve("machine"), Tool.must("uname", "-m") + "\n");
    }

    /** The archive, the same bytes for the same files. */
    void pack(Path program) throws IOException {
        Path named = program.resolveSibling(name());
        RuntimeImage.delete(named);
        copy(program, named);
        String[] tar = {
            "tar", "--create", "--file", archive().toString(), "--directory", target.toString(), "--sort=name"
        };
        String[] owners = {"--owner=0", "--group=0", "--numeric-owner", "--use-compress-program=gzip -9n"};
        Tool.must(Stream.of(tar, owners, new String[] {
                    "--directory", named.getParent().toString(), name()
                })
                .flatMap(Stream::of)
                .toArray(String[]::new));
        RuntimeImage.delete(named);
    }

    /** The package for Debian and its children; its parts are those of the archive. */
    void packDebian(Path program) throws IOException {
        Path root = program.resolveSibling("deb-" + version);
        RuntimeImage.delete(root);
        copy(program, root.resolve(PROGRAM));
        for (String file : LEFT_TO_THE_PACKAGE) {
            Files.delete(root.resolve(PROGRAM).resolve(file));
        }
        Path units = Files.createDirectories(root.resolve("lib/systemd/system"));
        plain(sources.resolve("linux/weiyi-agent.service"), units.resolve("weiyi-agent.service"));
        Path commands = Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(commands.resolve("weiyi-agent"), Path.of("/" + PROGRAM + "/bin/weiyi-agent"));
        Path control = Files.createDirectories(root.resolve("DEBIAN"));
        Files.writeString(control.resolve("control"), control(program));
        for (String script : List.of("postinst", "prerm", "postrm")) {
            executable(sources.resolve("linux/debian").resolve(script), control.resolve(script));
        }
        // Older children of Debian read gzip only.
        Tool.must(
                "dpkg-deb",
                "--root-owner-group",
                "-Zgzip",
                "-z9",
                "--build",
                root.toString(),
                debianPackage().toString());
        RuntimeImage.delete(root);
    }

    private String control(Path program) throws IOException {
        long kilobytes;
        try (Stream<Path> files = Files.walk(program)) {
            kilobytes = files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / 1024;
        }
        return Files.readString(sources.resolve("linux/debian/control"))
                .replace("@version@", version)
                .replace("@architecture@", architecture())
                .replace("@size@", Long.toString(kilobytes))
                .replace("@glibc@", Files.readString(program.resolve("glibc")).strip());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Tool.must("cp", "-a", from.toString(), to.toString());
    }

    private static void plain(Path from, Path to) throws IOException {
        place(from, to, "rw-r--r--");
    }

    private static void executable(Path from, Path to) throws IOException {
        place(from, to, "rwxr-xr-x");
    }

    private static void place(Path from, Path to, String permissions) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(permissions));
    }
}
