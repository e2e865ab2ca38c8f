package io.weiyi.agent.home;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        write(file, text, "rw-r--r--");
    }

    /** Like {@link #write}, readable by the owner only, from its first byte on. */
    public static void writeSecret(Path file, String text) throws IOException {
        write(file, text, "rw-------");
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, ownerOnly(permissions));
        Files.writeString(fresh, text);
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
