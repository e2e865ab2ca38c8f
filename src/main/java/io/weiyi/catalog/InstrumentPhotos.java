package io.weiyi.catalog;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Photos of instruments (仪器照片). The name of an uploaded file is never kept. */
@ApplicationScoped
public class InstrumentPhotos {

    private static final int BYTES_MAX = 10 * 1024 * 1024;
    private static final int PHOTOS_MAX = 12;
    private static final int CAPTION_LENGTH_MAX = 200;

    private final Jdbi jdbi;
    private final BlobStore blobs;
    private final InstrumentCare care;
    private final Audit audit;
    private final Clock clock;

    InstrumentPhotos(Jdbi jdbi, BlobStore blobs, InstrumentCare care, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.blobs = blobs;
        this.care = care;
        this.audit = audit;
        this.clock = clock;
    }

    /** A photo that is shown. */
    public record Photo(long id, String caption) {}

    /** The photos of an instrument in the order they came. */
    public List<Photo> of(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id, caption FROM instrument_photo WHERE instrument_id = :id AND removed_at IS NULL ORDER BY id")
                .bind("id", instrumentId)
                .map((row, context) -> new Photo(row.getLong(1), row.getString(2)))
                .list());
    }

    /** The image itself, or its thumbnail; empty when it was removed or belongs to another instrument. */
    public Optional<byte[]> image(long instrumentId, long photoId, boolean thumbnail) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT picture_id, thumbnail_id FROM instrument_photo
                         WHERE id = :photo AND instrument_id = :instrument AND removed_at IS NULL""")
                .bind("photo", photoId)
                .bind("instrument", instrumentId)
                .map((row, context) -> row.getLong(thumbnail ? 2 : 1))
                .findOne()
                .flatMap(blobs::get)
                .map(BlobStore.Blob::content));
    }

    /**
     * Adds a photo.
     *
     * @throws Problem validation, when it is no image, too big, or one too many
     */
    @Transactional
    public void add(Caller caller, long instrumentId, byte[] content, @Nullable String caption) {
        InstrumentRecord instrument = care.find(caller, instrumentId);
        Checks checks = new Checks();
        String said = checks.optionalText(caption, "caption", CAPTION_LENGTH_MAX);
        checks.require(content.length > 0, "photo", "must not be empty");
        checks.require(content.length <= BYTES_MAX, "photo", "may have at most 10 MB");
        checks.require(of(instrumentId).size() < PHOTOS_MAX, "photo", "there may be at most 12 photos");
        checks.orThrow();
        Pictures.Drawn drawn = Pictures.draw(content);
        long picture = blobs.put(drawn.picture(), "image/jpeg", "photo.jpg", caller.personId());
        long thumbnail = blobs.put(drawn.thumbnail(), "image/jpeg", "thumbnail.jpg", caller.personId());
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO instrument_photo (instrument_id, picture_id, thumbnail_id, caption, added_by, added_at)
                        VALUES (:id, :picture, :thumbnail, :caption, :by, :at)""")
                .bind("id", instrumentId)
                .bind("picture", picture)
                .bind("thumbnail", thumbnail)
                .bind("caption", said)
                .bind("by", caller.personId())
                .bind("at", clock.instant())
                .execute());
        audit.record(
                "instrument.photo-add",
                "instrument",
                Long.toString(instrumentId),
                instrument.ownerId(),
                Map.of("blobId", picture));
    }

    /** Shows a photo no longer. */
    @Transactional
    public void remove(Caller caller, long instrumentId, long photoId) {
        InstrumentRecord instrument = care.find(caller, instrumentId);
        int removed = jdbi.withHandle(handle -> handle.createUpdate("""
                        UPDATE instrument_photo SET removed_at = :at
                         WHERE id = :photo AND instrument_id = :id AND removed_at IS NULL""")
                .bind("at", clock.instant())
                .bind("photo", photoId)
                .bind("id", instrumentId)
                .execute());
        if (removed == 0) {
            throw Problem.notFound();
        }
        audit.record(
                "instrument.photo-remove",
                "instrument",
                Long.toString(instrumentId),
                instrument.ownerId(),
                Map.of("photoId", photoId));
    }
}
