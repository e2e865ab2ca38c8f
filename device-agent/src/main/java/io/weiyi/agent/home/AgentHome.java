package io.weiyi.agent.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The folder that holds all of one agent: settings, identity, journal, status. */
public final class AgentHome {
    private final Path folder;

    public AgentHome(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Makes the folder if it is missing, readable by its owner only. */
    public void create() throws Refusal {
        try {
            Files.createDirectories(folder);
            Files.createDirectories(identityFolder(), ownerOnly("rwx------"));
            Files.createDirectories(journalFolder());
        } catch (IOException e) {
            throw new Refusal("The home folder " + folder + " cannot be written.");
        }
        if (!Files.isWritable(folder)) {
            throw new Refusal("The home folder " + folder + " cannot be written.");
        }
    }

    public Path folder() {
        return folder;
    }

    public Path settings() {
        return folder.resolve("agent.properties");
    }

    public Path serverSettings() {
        return folder.resolve("server-settings.json");
    }

    public Path status() {
        return folder.resolve("status.json");
    }

    /** Where the local page is, and the token of the local commands. */
    public Path door() {
        return folder.resolve("door.json");
    }

    public Path journal() {
        return journalFolder().resolve("readings.mv");
    }

    public Path key() {
        return identityFolder().resolve("key.pem");
    }

    public Path certificate() {
        return identityFolder().resolve("certificate.pem");
    }

    public Path authority() {
        return identityFolder().resolve("ca.pem");
    }

    public Path device() {
        return identityFolder().resolve("device.json");
    }

    /** The code of an enrolment whose answer has not come yet, for a machine without a network. */
    public Path pendingCode() {
        return identityFolder().resolve("pending-code");
    }

    Path lock() {
        return folder.resolve("agent.lock");
    }

    private Path identityFolder() {
        return folder.resolve("identity");
    }

    private Path journalFolder() {
        return folder.resolve("journal");
    }

    public static Optional<String> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Replaces a file in one step: after a crash it is the old one or the new one, never half. */
    public static void write(Path file, String text) throws IOException {
        write(file, text, "rw-r--r--", true);
    }

    /** Like {@link #write}, for what is written often and told again soon: after a power cut it may be gone. */
    public static void writePassing(Path file, String text) throws IOException {
        write(file, text, "rw-r--r--", false);
    }

    /** Like {@link #write}, readable by the owner only, from its first byte on. */
    public static void writeSecret(Path file, String text) throws IOException {
        write(file, text, "rw-------", true);
    }

    private static void write(Path file, String text, String permissions, boolean durable) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, ownerOnly(permissions));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                // Without it a power cut may leave the new name on an empty file.
                channel.force(true);
            }
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Windows has no such permissions; there the user's own profile folder protects the home. */
    private static FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix =
                Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    public boolean exists() {
        return Files.isDirectory(folder);
    }
}
