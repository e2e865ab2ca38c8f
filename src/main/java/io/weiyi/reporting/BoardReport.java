package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** The live board of a provider (实时看板): each instrument, who is on it, whether it runs, whether its agent is heard. */
@ApplicationScoped
public class BoardReport {

    private final Jdbi jdbi;

    BoardReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * One instrument as it is now.
     *
     * @param deviceId the agent that watches it, null when none does
     * @param sessionId the open session; null while nothing runs
     * @param activity {@code ACTIVE} or {@code IDLE} of the open session
     * @param bookingId the booking whose time it is, or that is in use
     * @param nextStartsAt the next booking of today or later
     */
    public record Tile(
            long id,
            String innerId,
            String nameZh,
            String nameEn,
            String model,
            String location,
            @Nullable String deviceId,
            @Nullable Boolean online,
            @Nullable Instant lastSeenAt,
            @Nullable Long sessionId,
            @Nullable Instant startedAt,
            @Nullable Long runSeconds,
            @Nullable Long activeSeconds,
            @Nullable Long idleSeconds,
            @Nullable String activity,
            @Nullable Long bookingId,
            @Nullable String bookingStatus,
            @Nullable Instant endsBefore,
            @Nullable String personName,
            @Nullable String organisationZh,
            @Nullable String organisationEn,
            @Nullable Instant nextStartsAt) {

        /** How the tile is marked: active, idle, silent (an agent that is not heard), or off. */
        public String state() {
            return deviceId != null && !isOnline() ? "silent" : activityWord();
        }

        /** What the instrument does: run, idle or off. */
        public String activityWord() {
            if (sessionId == null) {
                return "off";
            }
            return "IDLE".equals(activity) ? "idle" : "run";
        }

        /** Whether the agent that watches it is heard. */
        public boolean isOnline() {
            return Boolean.TRUE.equals(online);
        }
    }

    /** The instruments of these owners: what runs first, then what an agent watches, then by name. */
    public List<Tile> of(Collection<Long> ownerIds, Instant now) {
        if (ownerIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT i.id, i.inner_id, i.name_zh, i.name_en, i.model, i.location,
                               d.id AS device_id, d.online, d.last_seen_at,
                               s.id AS session_id, s.started_at, s.run_seconds, s.active_seconds, s.idle_seconds, s.activity,
                               b.id AS booking_id, b.status AS booking_status, b.ends_before, p.display_name AS person_name,
                               o.name_zh AS organisation_zh, o.name_en AS organisation_en, n.starts_at AS next_starts_at
                          FROM instrument i
                          LEFT JOIN device_instrument w ON w.instrument_id = i.id AND w.until IS NULL
                          LEFT JOIN device d ON d.id = w.device_id AND d.status = 'ACTIVE'
                          LEFT JOIN LATERAL (SELECT * FROM usage_session u
                                              WHERE u.instrument_id = i.id AND u.status = 'OPEN'
                                              ORDER BY u.started_at DESC LIMIT 1) s ON true
                          LEFT JOIN LATERAL (SELECT * FROM booking k
                                              WHERE k.instrument_id = i.id AND k.status IN ('CONFIRMED', 'IN_USE')
                                                AND k.starts_at <= :now
                                                AND (k.ends_before > :now OR k.id = s.booking_id)
                                              ORDER BY k.status = 'IN_USE' DESC, k.starts_at DESC LIMIT 1) b ON true
                          LEFT JOIN LATERAL (SELECT k.starts_at FROM booking k
                                              WHERE k.instrument_id = i.id AND k.status IN ('CONFIRMED', 'IN_USE')
                                                AND k.starts_at > :now
                                              ORDER BY k.starts_at LIMIT 1) n ON true
                          LEFT JOIN person p ON p.id = b.person_id
                          LEFT JOIN organisation o ON o.id = b.organisation_id
                         WHERE i.owner_id IN (<owners>) AND i.status <> 'RETIRED'
                         ORDER BY s.id IS NULL, d.id IS NULL, b.id IS NULL, n.starts_at NULLS LAST, i.name_zh, i.id
                         LIMIT 300""")
                .bindList("owners", List.copyOf(ownerIds))
                .bind("now", now)
                .map(ConstructorMapper.of(Tile.class))
                .list());
    }

    /** Whose board a change concerns; the change is named as the database says it, {@code instrument:7} or {@code device:x}. */
    public OptionalLong ownerOf(String change) {
        int colon = change.indexOf(':');
        if (colon < 0) {
            return OptionalLong.empty();
        }
        String id = change.substring(colon + 1);
        String sql = change.startsWith("device:")
                ? "SELECT owner_id FROM device WHERE id = :id"
                : "SELECT owner_id FROM instrument WHERE id = :id::bigint";
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("id", id)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
    }
}
