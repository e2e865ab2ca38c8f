package io.weiyi.kernel.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Folders and files for their owner alone, made so from their first moment on: whoever restricts a file after writing it
 * shows it for a blink. Windows has no POSIX rights; there a file inherits those of the profile it lies in.
 */
public final class OwnerOnly {

    private OwnerOnly() {}

    /** The folder, made with its parents if it is missing; one that is there keeps its rights. */
    public static Path folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(folder, "rwx------"));
        }
        return folder;
    }

    /** What a file must be created with. */
    public static FileAttribute<?>[] ofFile(Path file) throws IOException {
        return attributes(file, "rw-------");
    }

    /** Writes a file whole or not at all, synced; one that is there is replaced. */
    public static void write(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (FileChannel channel =
                FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ofFile(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) throws IOException {
        return knowsRights(path.toAbsolutePath())
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** A disk of another system may sit under a folder of this one, so the nearest folder that exists is asked. */
    private static boolean knowsRights(Path path) throws IOException {
        for (Path there = path; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                return Files.getFileStore(there).supportsFileAttributeView("posix");
            }
        }
        return false;
    }
}
