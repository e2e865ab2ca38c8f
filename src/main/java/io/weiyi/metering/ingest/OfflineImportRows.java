package io.weiyi.metering.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.metering.OfflineImportInfo;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Imported files, as rows. */
@Singleton
class OfflineImportRows {

    private static final String SELECT = """
            SELECT id, device_id, imported_at, readings, taken, known, refused, refusals, certificate FROM offline_import
            """;

    private final Jdbi jdbi;
    private final ObjectMapper json;

    OfflineImportRows(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** Notes that these readings come in a file, before they go into sessions. */
    void insertRange(String device, List<Long> ordered, Instant now) {
        if (ordered.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            // Neighbours make one range: a gap marker may stand far from the readings beside which it came.
            long from = ordered.get(0);
            long to = from;
            for (long seq : ordered) {
                if (seq > to + 1) {
                    insertRange(handle, device, from, to, now);
                    from = seq;
                }
                to = seq;
            }
            insertRange(handle, device, from, to, now);
        });
    }

    private static void insertRange(org.jdbi.v3.core.Handle handle, String device, long from, long to, Instant now) {
        handle.createUpdate("""
                        INSERT INTO offline_range (device_id, from_seq, to_seq, received_at) VALUES (:device, :from, :to, :now)
                        ON CONFLICT DO NOTHING""")
                .bind("device", device)
                .bind("from", from)
                .bind("to", to)
                .bind("now", now)
                .execute();
    }

    long insert(OfflineImportInfo done, long by, String sha256, long bytes) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO offline_import (device_id, file_sha256, file_bytes, imported_at, imported_by, readings, taken,
                            known, refused, refusals, certificate)
                        VALUES (:device, :sha, :bytes, :at, :by, :readings, :taken, :known, :refused, :refusals::jsonb, :certificate)""")
                .bind("device", done.deviceId())
                .bind("sha", sha256)
                .bind("bytes", bytes)
                .bind("at", done.importedAt())
                .bind("by", by)
                .bind("readings", done.readings())
                .bind("taken", done.taken())
                .bind("known", done.known())
                .bind("refused", done.refused())
                .bind("refusals", text(done.refusals()))
                .bind("certificate", done.certificate())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    private String text(List<OfflineImportInfo.Refused> refusals) {
        try {
            // PostgreSQL has no place for the character zero, not even in JSON.
            return json.writeValueAsString(refusals).replace("\\u0000", "");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers have a JSON form", e);
        }
    }

    /** What was written down of the same file of a device. */
    Optional<OfflineImportInfo> sameFile(String device, String sha256) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + " WHERE device_id = :device AND file_sha256 = :sha ORDER BY id DESC LIMIT 1")
                .bind("device", device)
                .bind("sha", sha256)
                .map((row, context) -> info(row))
                .findOne());
    }

    Optional<OfflineImportInfo> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> info(row))
                .findOne());
    }

    Optional<OfflineImportInfo> latest(String device) {
        return jdbi.withHandle(
                handle -> handle.createQuery(SELECT + " WHERE device_id = :device ORDER BY id DESC LIMIT 1")
                        .bind("device", device)
                        .map((row, context) -> info(row))
                        .findOne());
    }

    private OfflineImportInfo info(ResultSet row) throws SQLException {
        try {
            return new OfflineImportInfo(
                    row.getLong(1),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    List.of(json.readValue(row.getString(8), OfflineImportInfo.Refused[].class)),
                    row.getString(9));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("refusals were written by ourselves", e);
        }
    }
}
