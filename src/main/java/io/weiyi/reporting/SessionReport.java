package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Usage sessions with names, as pages show them. Whoever asks has checked the right to see them. */
@ApplicationScoped
public class SessionReport {

    private final Jdbi jdbi;

    SessionReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A session with names and what it belongs to. */
    public record Row(
            long id,
            String sid,
            long instrumentId,
            String instrumentZh,
            String instrumentEn,
            String innerId,
            long ownerId,
            String ownerZh,
            String ownerEn,
            @Nullable String deviceId,
            boolean deviceCloned,
            @Nullable Long bookingId,
            @Nullable String firmZh,
            @Nullable String firmEn,
            @Nullable Instant bookedFrom,
            @Nullable Instant bookedUntil,
            Instant startedAt,
            @Nullable Instant endedAt,
            Instant lastAt,
            long runSeconds,
            long activeSeconds,
            long idleSeconds,
            String source,
            String status,
            @Nullable String verification,
            String flags,
            @Nullable Long correctsId,
            @Nullable Long correctedBy,
            @Nullable Long disputeId,
            @Nullable Long chargeId) {

        public boolean cloned() {
            return List.of(flags.split(" ")).contains("clone");
        }
    }

    private static final String SELECT = """
            SELECT u.id, u.sid::text AS sid, u.instrument_id, i.name_zh AS instrument_zh, i.name_en AS instrument_en, i.inner_id,
                   i.owner_id, o.name_zh AS owner_zh, o.name_en AS owner_en, u.device_id, coalesce(d.cloned, false) AS device_cloned,
                   u.booking_id, f.name_zh AS firm_zh,
                   f.name_en AS firm_en, b.starts_at AS booked_from, b.ends_before AS booked_until, u.started_at, u.ended_at,
                   u.last_at, u.run_seconds, u.active_seconds, u.idle_seconds, u.source, u.status, u.verification,
                   array_to_string(u.flags, ' ') AS flags, u.corrects_id,
                   (SELECT max(n.id) FROM usage_session n WHERE n.corrects_id = u.id) AS corrected_by, u.dispute_id,
                   (SELECT c.id FROM charge c WHERE c.live AND c.subject_kind = 'BOOKING' AND c.subject_id = u.booking_id
                     ORDER BY c.id DESC LIMIT 1) AS charge_id
              FROM usage_session u JOIN instrument i ON i.id = u.instrument_id JOIN organisation o ON o.id = i.owner_id
              LEFT JOIN device d ON d.id = u.device_id LEFT JOIN booking b ON b.id = u.booking_id LEFT JOIN organisation f ON f.id = b.organisation_id
            """;

    public Optional<Row> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE u.id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(Row.class))
                .findOne());
    }

    /** What waits for a decision at these owners: disputed sessions and those of a device that was seen twice. */
    public List<Row> undecided(Collection<Long> owners) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                         WHERE u.owner_id = ANY (:owners)
                           AND (u.status = 'DISPUTED' OR (u.status = 'CLOSED' AND u.flags @> ARRAY['clone']))
                         ORDER BY u.started_at DESC, u.id DESC LIMIT 200""")
                .bindArray("owners", Long.class, owners.toArray())
                .map(ConstructorMapper.of(Row.class))
                .list());
    }
}
