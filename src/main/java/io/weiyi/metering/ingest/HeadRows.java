package io.weiyi.metering.ingest;

import io.weiyi.metering.Reading;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Heads of devices and what else of them a batch must know. */
@Singleton
class HeadRows {

    private static final String SELECT = """
            SELECT h.device_id, h.last_seq, h.last_hash, h.max_seq, h.applied_seq, h.hole_since, h.last_boot, h.boot_since,
                   h.seen_boots, h.covered_until, h.last_at, d.status, d.cloned
              FROM device_head h JOIN device d ON d.id = h.device_id
            """;

    private static final String UPDATE = """
            UPDATE device_head h SET last_seq = n.last_seq, last_hash = n.last_hash, max_seq = n.max_seq, applied_seq = n.applied_seq,
                   hole_since = n.hole::timestamptz, last_boot = n.boot::uuid, boot_since = n.boot_since::timestamptz,
                   seen_boots = string_to_array(n.boots, ',')::uuid[], covered_until = n.covered::timestamptz,
                   last_at = n.last_at::timestamptz
              FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                          ?::text[], ?::text[])
                   AS n (device, last_seq, last_hash, max_seq, applied_seq, hole, boot, boot_since, boots, covered, last_at)
             WHERE h.device_id = n.device
            """;

    private final Jdbi jdbi;

    HeadRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Locks the heads of some devices, always in the same order, so that servers wait for each other and never cross. */
    Map<String, Locked> lock(Collection<String> devices) {
        Map<String, Locked> heads = new LinkedHashMap<>();
        jdbi.useHandle(handle -> {
            handle.createQuery(SELECT + " WHERE h.device_id = ANY (:devices) ORDER BY h.device_id FOR UPDATE OF h")
                    .bindArray("devices", String.class, devices.toArray())
                    .map((row, context) -> locked(row))
                    .forEach(locked -> heads.put(locked.head().device(), locked));
            handle.createQuery(
                            "SELECT device_id, instrument_id, until FROM device_instrument WHERE device_id = ANY (:devices)")
                    .bindArray("devices", String.class, devices.toArray())
                    .map((row, context) -> {
                        Locked locked = heads.get(row.getString(1));
                        if (locked != null) {
                            Instant until = instant(row, 3);
                            // Watched twice in the course of time: the later end counts, and none at all most of all.
                            locked.instruments()
                                    .merge(
                                            row.getLong(2),
                                            until == null ? Instant.MAX : until,
                                            (a, b) -> a.isAfter(b) ? a : b);
                        }
                        return row.getLong(2);
                    })
                    .list();
        });
        return heads;
    }

    /** All heads of devices that are not revoked, for the acks that a server publishes when it starts. */
    List<DeviceHead> active() {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE d.status = 'ACTIVE' ORDER BY h.device_id")
                .map((row, context) -> locked(row).head())
                .list());
    }

    /** Devices whose missing reading was waited for long enough. */
    List<String> impatient(Instant holeBefore, int most) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT device_id FROM device_head
                         WHERE hole_since <= :before AND applied_seq < max_seq ORDER BY hole_since LIMIT :most""")
                .bind("before", holeBefore)
                .bind("most", most)
                .mapTo(String.class)
                .list());
    }

    void update(Collection<DeviceHead> heads) {
        if (heads.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            try (PreparedStatement update = handle.getConnection().prepareStatement(UPDATE)) {
                ArrayBinder<DeviceHead> columns = new ArrayBinder<>(update, heads);
                columns.text(DeviceHead::device);
                columns.number(DeviceHead::lastSeq);
                columns.text(DeviceHead::lastHash);
                columns.number(DeviceHead::maxSeq);
                columns.number(DeviceHead::appliedSeq);
                columns.text(head -> Objects.toString(head.holeSince(), null));
                columns.text(head -> Objects.toString(head.lastBoot(), null));
                columns.text(head -> Objects.toString(head.bootSince(), null));
                columns.text(
                        head -> head.seenBoots().stream().map(UUID::toString).collect(Collectors.joining(",")));
                columns.text(head -> Objects.toString(head.coveredUntil(), null));
                columns.text(head -> Objects.toString(head.lastAt(), null));
                update.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException("the heads could not be written", e);
            }
        });
    }

    void markCloned(String device) {
        jdbi.useHandle(handle -> handle.execute("UPDATE device SET cloned = true WHERE id = ? AND NOT cloned", device));
    }

    /** Notes that devices were heard of; skipped where another server is just writing the same. */
    void seen(Collection<String> devices, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE device SET last_seen_at = :now
                         WHERE id IN (SELECT id FROM device WHERE id = ANY (:devices)
                                         AND (last_seen_at IS NULL OR last_seen_at < :stale) FOR UPDATE SKIP LOCKED)""")
                .bind("now", now)
                .bind("stale", now.minusSeconds(5))
                .bindArray("devices", String.class, devices.toArray())
                .execute());
    }

    private static Locked locked(ResultSet row) throws SQLException {
        DeviceHead head = new DeviceHead(
                row.getString("device_id"),
                row.getLong("last_seq"),
                row.getString("last_hash"),
                row.getLong("max_seq"),
                row.getLong("applied_seq"),
                instant(row, 6),
                row.getObject("last_boot", UUID.class),
                instant(row, 8),
                List.of((UUID[]) row.getArray("seen_boots").getArray()),
                instant(row, 10),
                instant(row, 11));
        return new Locked(head, "REVOKED".equals(row.getString("status")), row.getBoolean("cloned"), new HashMap<>());
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /**
     * A head under its lock.
     *
     * @param instruments what the device watches or watched, with until when
     */
    record Locked(DeviceHead head, boolean revoked, boolean cloned, Map<Long, Instant> instruments) {

        /**
         * Whether the device is, or at that time was, the one that watches the instrument. A marker speaks of the device
         * itself and names an instrument only because each reading does: one that it ever watched will do, or a device whose
         * instrument passed on could not even say what it lost.
         */
        boolean mayReport(Reading reading) {
            Instant until = instruments.get(reading.instrumentId());
            return until != null
                    && (reading.type() == Reading.Type.MARKER || reading.at().isBefore(until));
        }

        /** The instruments it watches now. */
        List<Long> watched() {
            return instruments.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(Instant.MAX))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }
}
