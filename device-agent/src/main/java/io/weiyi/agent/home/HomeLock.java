package io.weiyi.agent.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a second agent out of a home; the system lets it go when the process dies, however it dies. */
public final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    public static HomeLock take(AgentHome home) throws Refusal {
        return tryTake(home)
                .orElseThrow(() -> new Refusal("Another agent is running in the home folder " + home.folder() + "."));
    }

    /** Takes the lock when it is free. */
    public static Optional<HomeLock> tryTake(AgentHome home) throws Refusal {
        FileChannel channel;
        try {
            channel = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new Refusal("The home folder " + home.folder() + " cannot be written.");
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new HomeLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process, as only tests do.
            return Optional.empty();
        } catch (IOException e) {
            throw new Refusal("The home folder " + home.folder() + " cannot be locked.");
        }
        closeQuietly(channel);
        return Optional.empty();
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the channel, whatever close says.
            System.getLogger(HomeLock.class.getName()).log(System.Logger.Level.DEBUG, "lock file", e);
        }
    }
}
