package io.weiyi.kernel.blob;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Files that people upload (附件). The content lies under its SHA-256 outside the web root; the database has the index.
 * Callers check type and size before and access after.
 */
@ApplicationScoped
public class BlobStore {

    private final Path dir;
    private final Jdbi jdbi;
    private final Clock clock;

    BlobStore(BlobConfig config, Jdbi jdbi, Clock clock) {
        this.dir = config.dir().resolve("blobs");
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * Stores a file; the row belongs to the running transaction.
     *
     * @return the id of the new row
     */
    public long put(byte[] content, String mediaType, String fileName, @Nullable Long createdBy) {
        String hash = sha256(content);
        write(hash, content);
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO blob (sha256, size_bytes, media_type, file_name, created_by, created_at)
                        VALUES (:hash, :size, :type, :name, :by, :at)""")
                .bind("hash", hash)
                .bind("size", content.length)
                .bind("type", mediaType)
                .bind("name", fileName)
                .bind("by", createdBy)
                .bind("at", clock.instant())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    /** The stored file, or empty when there is no such row. */
    public Optional<Blob> get(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT sha256, media_type, file_name FROM blob WHERE id = :id")
                .bind("id", id)
                .map((row, context) ->
                        new Blob(id, row.getString(1), row.getString(2), row.getString(3), read(row.getString(1))))
                .findOne());
    }

    private void write(String hash, byte[] content) {
        Path target = fileOf(hash);
        if (Files.exists(target)) {
            return;
        }
        try {
            Files.createDirectories(target.getParent());
            Path part = Files.createTempFile(target.getParent(), hash, ".part");
            try (var channel = java.nio.channels.FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.write(java.nio.ByteBuffer.wrap(content));
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the file could not be stored", e);
        }
    }

    private byte[] read(String hash) {
        try {
            return Files.readAllBytes(fileOf(hash));
        } catch (IOException e) {
            throw new UncheckedIOException("the stored file " + hash + " cannot be read", e);
        }
    }

    private Path fileOf(String hash) {
        return dir.resolve(hash.substring(0, 2)).resolve(hash);
    }

    /** The SHA-256 of a content in hexadecimal, by which a file is known. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A stored file with its content. */
    public record Blob(long id, String sha256, String mediaType, String fileName, byte[] content) {}
}
