package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** One agent of a provider, as its page shows it. */
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
            long pending,
            @Nullable Long journalBytes,
            @Nullable Long journalLimitBytes,
            @Nullable String instrumentsZh,
            @Nullable String instrumentsEn) {}

    private static final String SELECT = """
            SELECT d.id, d.owner_id, d.hostname, d.agent_version, d.status, d.online, d.last_seen_at, d.skew_ms, d.cloned,
                   d.enrolled_at, coalesce(h.last_seq, 0) AS last_seq, h.covered_until, coalesce(h.quarantined, 0) AS quarantined,
                   greatest(coalesce(d.pending, 0), coalesce(h.max_seq, 0) - coalesce(h.last_seq, 0)) AS pending,
                   d.journal_bytes, d.journal_limit_bytes,
                   (SELECT string_agg(i.name_zh, '、' ORDER BY i.id) FROM device_instrument w JOIN instrument i ON i.id = w.instrument_id
                     WHERE w.device_id = d.id AND w.until IS NULL) AS instruments_zh,
                   (SELECT string_agg(i.name_en, ', ' ORDER BY i.id) FROM device_instrument w JOIN instrument i ON i.id = w.instrument_id
                     WHERE w.device_id = d.id AND w.until IS NULL) AS instruments_en
              FROM device d LEFT JOIN device_head h ON h.device_id = d.id
            """;

    /** The device with this id. */
    public Optional<Row> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE d.id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(Row.class))
                .findOne());
    }
}
