package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** The agents of a provider and what was refused from them, as its manager sees them. */
@ApplicationScoped
public class DeviceReport {

    private final Jdbi jdbi;

    DeviceReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A device with the names of its instruments, joined by a separator. */
    public record Row(
            String id,
            long ownerId,
            String hostname,
            String agentVersion,
            String status,
            boolean online,
            @Nullable Instant lastSeenAt,
            @Nullable Long skewMs,
            boolean cloned,
            Instant enrolledAt,
            long lastSeq,
            @Nullable Instant coveredUntil,
            long quarantined,
            @Nullable String instrumentsZh,
            @Nullable String instrumentsEn) {}

    /** A refused message. */
    public record Refused(
            long id,
            Instant receivedAt,
            String reason,
            @Nullable Long seq,
            String detail,
            long sizeBytes) {}

    private static final String SELECT = """
            SELECT d.id, d.owner_id, d.hostname, d.agent_version, d.status, d.online, d.last_seen_at, d.skew_ms, d.cloned,
                   d.enrolled_at, coalesce(h.last_seq, 0) AS last_seq, h.covered_until, coalesce(h.quarantined, 0) AS quarantined,
                   (SELECT string_agg(i.name_zh, '、' ORDER BY i.id) FROM device_instrument w JOIN instrument i ON i.id = w.instrument_id
                     WHERE w.device_id = d.id AND w.until IS NULL) AS instruments_zh,
                   (SELECT string_agg(i.name_en, ', ' ORDER BY i.id) FROM device_instrument w JOIN instrument i ON i.id = w.instrument_id
                     WHERE w.device_id = d.id AND w.until IS NULL) AS instruments_en
              FROM device d LEFT JOIN device_head h ON h.device_id = d.id
            """;

    /** The devices of these owners, active ones first. */
    public List<Row> of(Collection<Long> ownerIds) {
        if (ownerIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery(SELECT
                        + " WHERE d.owner_id IN (<owners>) ORDER BY d.status, d.enrolled_at DESC, d.id LIMIT 200")
                .bindList("owners", List.copyOf(ownerIds))
                .map(ConstructorMapper.of(Row.class))
                .list());
    }

    /** The device with this id. */
    public Optional<Row> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE d.id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(Row.class))
                .findOne());
    }

    /** The last messages that were refused from a device (隔离区), newest first. */
    public List<Refused> quarantine(String deviceId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, received_at, reason, seq, detail, size_bytes
                          FROM quarantine WHERE device_id = :id ORDER BY id DESC LIMIT 100""")
                .bind("id", deviceId)
                .map(ConstructorMapper.of(Refused.class))
                .list());
    }
}
