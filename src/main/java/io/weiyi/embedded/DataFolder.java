package io.weiyi.embedded;

import io.weiyi.kernel.files.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The one folder of an embedded instance, held by a lock while the program runs. */
public final class DataFolder implements AutoCloseable {

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /** Opens and locks the folder, made if missing. */
    public static DataFolder open(Path root) {
        Path folder = root.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartProblem("The data folder " + folder
                    + " cannot be written; choose another with WEIYI_DATA_DIR or change its rights.");
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DataFolder(folder, channel, lock);
            }
        } catch (OverlappingFileLockException e) {
            // The same process holds it already, which is the same answer to the person.
        } catch (IOException e) {
            throw new StartProblem("The data folder " + folder + " cannot be locked: " + e.getMessage());
        }
        throw new StartProblem(
                "The data folder " + folder
                        + " is in use by another running instance; stop that one or choose another folder with WEIYI_DATA_DIR.");
    }

    public Path root() {
        return root;
    }

    /** A sub-folder only the owner may enter, made if missing. */
    public Path privateFolder(String name) {
        Path folder = root.resolve(name);
        try {
            return OwnerOnly.folder(folder);
        } catch (IOException e) {
            throw new StartProblem("The folder " + folder + " cannot be made: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new StartProblem("The lock of " + root + " could not be released: " + e.getMessage());
        }
    }
}
