package io.weiyi.agent.bundle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This very system, laid under a layer that takes all changes: packages are installed and removed for real, by root, and
 * nothing of it reaches the machine. Everything is gone with the process that holds it, however that ends.
 */
final class Sandbox implements AutoCloseable {
    /** Where the folder of the bundles is found inside. */
    static final String BUNDLES = "/mnt";

    private static final String LAY = """
            set -e
            mount -t tmpfs tmpfs "$1"
            mkdir "$1/upper" "$1/work" "$1/root"
            mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
            mount -t proc proc "$1/root/proc" || mount --rbind /proc "$1/root/proc"
            mount --rbind /dev "$1/root/dev"
            mount -t tmpfs tmpfs "$1/root/tmp"
            mount -t tmpfs tmpfs "$1/root/run"
            mount --bind "$2" "$1/root/mnt"
            echo ready
            exec cat
            """;

    private final Process holder;
    private final Path folder;

    private Sandbox(Process holder, Path folder) {
        this.holder = holder;
        this.folder = folder;
    }

    /** Why there can be none here, or nothing when there can. */
    static Optional<String> missing() {
        if (!Tool.run("id", "-u").output().equals("0")) {
            return Optional.of("only root can install packages");
        }
        for (String tool : List.of("unshare", "nsenter", "chroot", "dpkg", "script", "setpriv", "runuser")) {
            if (!Tool.exists(tool)) {
                return Optional.of("there is no " + tool + " here");
            }
        }
        return Tool.run("unshare", "--mount", "true").exitCode() == 0
                ? Optional.empty()
                : Optional.of("this root may not mount");
    }

    static Sandbox lay(Path folder, Path bundles) throws IOException {
        Files.createDirectories(folder);
        Process holder = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "sh",
                        "-c",
                        LAY,
                        "sh",
                        folder.toString(),
                        bundles.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.equals("ready")) {
                return new Sandbox(holder, folder);
            }
            all.append(line).append('\n');
        }
        throw new IllegalStateException("no sandbox: " + all);
    }

    /** A shell line as root, run to its end. */
    Tool run(String line) {
        return Tool.run(inside(line));
    }

    /** A shell line as root that has to succeed. */
    String must(String line) {
        Tool done = run(line);
        if (done.exitCode() != 0) {
            throw new AssertionError(line + " failed: " + done.output());
        }
        return done.output();
    }

    boolean exists(String path) {
        return run("test -e '" + path + "'").exitCode() == 0;
    }

    /** A shell line as root that goes on running; its output goes into a file outside. */
    Process start(String line, Path output) throws IOException {
        return new ProcessBuilder(inside(line))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private List<String> inside(String line) {
        return new ArrayList<>(List.of(
                "nsenter",
                "--target",
                Long.toString(holder.pid()),
                "--mount",
                "chroot",
                folder.resolve("root").toString(),
                "env",
                "-i",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL=C.UTF-8",
                "sh",
                "-c",
                line));
    }

    @Override
    public void close() {
        holder.destroy();
    }
}
