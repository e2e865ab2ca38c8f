package io.weiyi.metering;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The tables of devices, as rows. */
@ApplicationScoped
class DeviceRows {

    private static final String SELECT = """
            SELECT d.id, d.owner_id, d.online, d.last_seen_at, d.skew_ms, d.cloned, d.agent_version, d.hostname, d.status,
                   coalesce(h.last_seq, 0) AS last_seq, coalesce(h.quarantined, 0) AS quarantined, h.covered_until,
                   CASE WHEN h.max_seq > h.last_seq THEN h.max_seq - h.last_seq ELSE 0 END AS pending,
                   ARRAY (SELECT i.instrument_id FROM device_instrument i
                           WHERE i.device_id = d.id AND i.until IS NULL ORDER BY i.instrument_id) AS instruments
              FROM device d LEFT JOIN device_head h ON h.device_id = d.id
            """;

    private final Jdbi jdbi;

    DeviceRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param owners null for all */
    Page<DeviceInfo> page(@Nullable Set<Long> owners, PageRequest page) {
        String where = owners == null ? "" : " WHERE d.owner_id = ANY (:owners)";
        return jdbi.withHandle(handle -> {
            Query count = handle.createQuery("SELECT count(*) FROM device d" + where);
            Query rows = handle.createQuery(
                            SELECT + where + " ORDER BY d.enrolled_at DESC, d.id LIMIT :size OFFSET :offset")
                    .bind("size", page.size())
                    .bind("offset", page.offset());
            if (owners != null) {
                count.bindArray("owners", Long.class, owners.toArray());
                rows.bindArray("owners", Long.class, owners.toArray());
            }
            long total = count.mapTo(Long.class).one();
            return Page.of(rows.map((row, context) -> device(row)).list(), page, total);
        });
    }

    Optional<DeviceInfo> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE d.id = :id")
                .bind("id", id)
                .map((row, context) -> device(row))
                .findOne());
    }

    Optional<DeviceInfo> watching(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT
                                + " WHERE d.id = (SELECT device_id FROM device_instrument WHERE instrument_id = :id AND until IS NULL)")
                .bind("id", instrumentId)
                .map((row, context) -> device(row))
                .findOne());
    }

    Page<QuarantinedInfo> quarantine(String deviceId, PageRequest page) {
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("SELECT count(*) FROM quarantine WHERE device_id = :id")
                    .bind("id", deviceId)
                    .mapTo(Long.class)
                    .one();
            List<QuarantinedInfo> rows = handle.createQuery("""
                            SELECT id, device_id, received_at, reason, seq, detail, size_bytes FROM quarantine
                             WHERE device_id = :id ORDER BY id DESC LIMIT :size OFFSET :offset""")
                    .bind("id", deviceId)
                    .bind("size", page.size())
                    .bind("offset", page.offset())
                    .map((row, context) -> new QuarantinedInfo(
                            row.getLong(1),
                            row.getString(2),
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            row.getString(4),
                            row.getObject(5, Long.class),
                            row.getString(6),
                            row.getLong(7)))
                    .list();
            return Page.of(rows, page, total);
        });
    }

    /** Ends what a device watches and says what that was. */
    List<Assignment> endAssignments(String deviceId, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE device_instrument SET until = :now WHERE device_id = :id AND until IS NULL
                        RETURNING instrument_id, since""")
                .bind("now", now)
                .bind("id", deviceId)
                .map((row, context) -> new Assignment(
                        row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()))
                .list());
    }

    /** A code that names a revoked device must not bring it back. */
    void expireCodes(String deviceId, Instant now) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        UPDATE enrolment_code SET expires_at = :now
                         WHERE device_id = :id AND used_at IS NULL AND expires_at > :now""").bind("now", now).bind("id", deviceId).execute());
    }

    private static DeviceInfo device(ResultSet row) throws SQLException {
        return new DeviceInfo(
                row.getString("id"),
                row.getLong("owner_id"),
                longs(row.getArray("instruments")),
                row.getBoolean("online"),
                instant(row, "last_seen_at"),
                row.getLong("last_seq"),
                row.getLong("pending"),
                instant(row, "covered_until"),
                row.getObject("skew_ms", Long.class),
                row.getLong("quarantined"),
                row.getBoolean("cloned"),
                row.getString("agent_version"),
                row.getString("hostname"),
                row.getString("status"));
    }

    static List<Long> longs(Array array) throws SQLException {
        return Arrays.asList((Long[]) array.getArray());
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** That a device watches an instrument. */
    record Assignment(long instrumentId, Instant since) {}
}
