package io.weiyi.agent.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real file system of a few megabytes, which can be filled up and made read-only. Only root may mount one. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one; the test is skipped, with the reason, where that is not allowed. */
    public static SmallDisk mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        Assumptions.assumeTrue(mounted, "skipped: only root may mount a small disk for this test");
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Takes all the room that is left. */
    public void fill() {
        Path filler = folder.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // That is what a full disk says.
            if (!Files.exists(filler)) {
                throw new IllegalStateException(e);
            }
        }
    }

    public void free() {
        try {
            Files.delete(folder.resolve("filler"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes it read-only while files on it are open for writing, as a failing disk is made by the system. */
    public boolean readOnly(boolean wanted) {
        return run("mount", "-o", "remount," + (wanted ? "ro" : "rw"), folder.toString());
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run("umount", "-l", folder.toString());
    }
}
