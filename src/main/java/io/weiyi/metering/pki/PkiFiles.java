package io.weiyi.metering.pki;

import io.weiyi.kernel.files.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The folder of keys in the store: only its owner may enter it, and one server at a time makes something in it. */
final class PkiFiles {

    private static final Object WITHIN_PROCESS = new Object();

    private final Path folder;

    PkiFiles(Path store) {
        this(store, "pki");
    }

    /** Another folder of the store for whom the same care is taken. */
    PkiFiles(Path store, String name) {
        this.folder = store.toAbsolutePath().normalize().resolve(name);
        try {
            Files.createDirectories(folder.getParent());
            OwnerOnly.folder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The key folder " + folder + " cannot be made.", e);
        }
    }

    /** Runs something while no other server that shares the store does. */
    <T> T locked(Supplier<T> work) {
        // The system's lock is between processes; two threads of one would be told that it overlaps.
        synchronized (WITHIN_PROCESS) {
            return lockedForOthers(work);
        }
    }

    private <T> T lockedForOthers(Supplier<T> work) {
        Path file = folder.resolve(".lock");
        try (FileChannel channel = FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.ofFile(file));
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IllegalStateException("the lock of the key folder was lost");
            }
            return work.get();
        } catch (IOException e) {
            throw new UncheckedIOException("The key folder " + folder + " cannot be locked.", e);
        }
    }

    /**
     * Takes the first of some numbers that no other living process has. The claim ends with the returned channel, or with
     * this process, however it ends.
     */
    Claim claim(String name, int most) {
        for (int number = 1; number <= most; number++) {
            Path file = folder.resolve(".%s-%02d.lock".formatted(name, number));
            try {
                FileChannel channel = FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.ofFile(file));
                if (isLocked(channel)) {
                    return new Claim(number, channel);
                }
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("The key folder " + folder + " cannot be locked.", e);
            }
        }
        throw new IllegalStateException("All " + most + " numbers of " + name + " are taken by running processes.");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Somebody else in this very process has it.
            return false;
        }
    }

    /** A number that nobody else has while the channel is open. */
    record Claim(int number, FileChannel channel) {}

    Path folder() {
        return folder;
    }

    Optional<String> read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.US_ASCII))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + file + " cannot be read.", e);
        }
    }

    /** Writes a file whole or not at all, readable by its owner only. */
    void write(String name, String content) {
        try {
            OwnerOnly.write(folder.resolve(name), content.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + name + " cannot be written into " + folder + ".", e);
        }
    }
}
