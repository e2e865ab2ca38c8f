package io.weiyi.metering.ingest;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.metering.ingest.QuarantineItem.Decision;
import io.weiyi.metering.ingest.QuarantineItem.Step;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Refused messages with the decisions about them, as rows. */
@Singleton
class QuarantineQueries {

    private static final String SELECT = """
            SELECT q.id, q.device_id, q.received_at, q.topic, q.reason, q.seq, q.detail, q.size_bytes,
                   length(q.payload)::bigint AS kept, q.sha256,
                   r.kind AS r_kind, r.person_id AS r_id, rp.display_name AS r_name, r.manager AS r_manager, r.at AS r_at, r.note AS r_note,
                   e.kind AS e_kind, e.person_id AS e_id, ep.display_name AS e_name, e.manager AS e_manager, e.at AS e_at, e.note AS e_note,
                   e.outcome
              FROM quarantine q
              LEFT JOIN LATERAL (SELECT * FROM quarantine_decision d
                                  WHERE d.quarantine_id = q.id AND d.step = 'REQUESTED' ORDER BY d.id DESC LIMIT 1) r ON true
              LEFT JOIN person rp ON rp.id = r.person_id
              LEFT JOIN quarantine_decision e ON e.quarantine_id = q.id AND e.step = 'EXECUTED'
              LEFT JOIN person ep ON ep.id = e.person_id
            """;

    private final Jdbi jdbi;

    QuarantineQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Page<QuarantineItem> page(String deviceId, PageRequest page) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("SELECT count(*) FROM quarantine WHERE device_id = :device")
                    .bind("device", deviceId)
                    .mapTo(Long.class)
                    .one();
            List<QuarantineItem> items = handle.createQuery(
                            SELECT + " WHERE q.device_id = :device ORDER BY q.id DESC LIMIT :size OFFSET :offset")
                    .bind("device", deviceId)
                    .bind("size", page.size())
                    .bind("offset", page.offset())
                    .map((row, context) -> item(row))
                    .list();
            return Page.of(items, page, total);
        });
    }

    Optional<QuarantineItem> find(String deviceId, long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE q.device_id = :device AND q.id = :id")
                .bind("device", deviceId)
                .bind("id", id)
                .map((row, context) -> item(row))
                .findOne());
    }

    byte[] payload(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT payload FROM quarantine WHERE id = :id")
                .bind("id", id)
                .mapTo(byte[].class)
                .one());
    }

    /** Of two persons who decide in the same moment one waits. The row itself is a fact, which nobody may lock. */
    void lock(long id) {
        jdbi.useHandle(
                handle -> handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended('quarantine:' || :id, 0))")
                        .bind("id", id)
                        .mapTo(String.class)
                        .findOne());
    }

    void insert(long id, String step, Step by, Optional<String> outcome) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO quarantine_decision (quarantine_id, step, kind, person_id, manager, at, note, outcome)
                        VALUES (:id, :step, :kind, :person, :manager, :at, :note, :outcome)""")
                .bind("id", id)
                .bind("step", step)
                .bind("kind", by.kind().name())
                .bind("person", by.personId())
                .bind("manager", by.manager())
                .bind("at", by.at())
                .bind("note", by.note())
                .bind("outcome", outcome.orElse(null))
                .execute());
    }

    private static QuarantineItem item(ResultSet row) throws SQLException {
        return new QuarantineItem(
                row.getLong("id"),
                row.getString("device_id"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("topic"),
                row.getString("reason"),
                row.getObject("seq", Long.class),
                row.getString("detail"),
                row.getLong("size_bytes"),
                row.getLong("kept"),
                row.getString("sha256"),
                step(row, "r_"),
                step(row, "e_"),
                row.getString("outcome"));
    }

    private static @Nullable Step step(ResultSet row, String prefix) throws SQLException {
        String kind = row.getString(prefix + "kind");
        return kind == null
                ? null
                : new Step(
                        Decision.valueOf(kind),
                        row.getLong(prefix + "id"),
                        row.getString(prefix + "name"),
                        row.getBoolean(prefix + "manager"),
                        row.getObject(prefix + "at", OffsetDateTime.class).toInstant(),
                        row.getString(prefix + "note"));
    }
}
