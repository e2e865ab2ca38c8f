package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * Private iCalendar addresses (日历订阅): of a person's own bookings, or of an instrument for its managers. Whoever knows the
 * secret reads, so it is told once, only its hash is kept, and it ends when it is revoked, the person leaves or manages the
 * instrument no longer.
 */
@ApplicationScoped
public class CalendarFeeds {

    private static final int SECRET_BYTES = 32;
    private static final int FEEDS_MAX = 20;
    private static final Duration BACK = Duration.ofDays(90);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Jdbi jdbi;
    private final Catalogue catalogue;
    private final Audit audit;
    private final Clock clock;

    CalendarFeeds(Jdbi jdbi, Catalogue catalogue, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.catalogue = catalogue;
        this.audit = audit;
        this.clock = clock;
    }

    /** A feed of a person; without an instrument that of the own bookings. */
    public record Feed(
            long id,
            @Nullable Long instrumentId,
            @Nullable String instrumentZh,
            @Nullable String instrumentEn,
            Instant createdAt) {}

    /** The caller's live feeds, newest first. */
    public List<Feed> of(Caller caller) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT f.id, f.instrument_id, i.name_zh, i.name_en, f.created_at
                          FROM calendar_feed f LEFT JOIN instrument i ON i.id = f.instrument_id
                         WHERE f.person_id = :person AND f.revoked_at IS NULL ORDER BY f.id DESC""")
                .bind("person", caller.personId())
                .map((row, context) -> new Feed(
                        row.getLong(1),
                        row.getObject(2, Long.class),
                        row.getString(3),
                        row.getString(4),
                        row.getTimestamp(5).toInstant()))
                .list());
    }

    /**
     * Makes a feed.
     *
     * @param instrumentId an instrument the caller manages, or null for the own bookings
     * @return the secret, told this once
     */
    @Transactional
    public String create(Caller caller, @Nullable Long instrumentId) {
        boolean managed = instrumentId == null
                || catalogue
                        .find(instrumentId)
                        .filter(it -> caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId()))
                        .isPresent();
        if (!managed) {
            throw Problem.validation("instrument", "is unknown");
        }
        if (of(caller).size() >= FEEDS_MAX) {
            throw Problem.validation("instrument", "there are too many feeds already; revoke one first");
        }
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        long id = jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO calendar_feed (token_sha256, person_id, instrument_id, created_at)
                        VALUES (:hash, :person, :instrument, :now) RETURNING id""")
                .bind("hash", sha256(secret))
                .bind("person", caller.personId())
                .bind("instrument", instrumentId)
                .bind("now", clock.instant())
                .mapTo(Long.class)
                .one());
        audit.record(
                "calendar-feed.create",
                "calendar-feed",
                Long.toString(id),
                null,
                Map.of("instrumentId", instrumentId == null ? "" : instrumentId.toString()));
        return secret;
    }

    /** Ends a feed of the caller's own. */
    @Transactional
    public void revoke(Caller caller, long feedId) {
        int revoked = jdbi.withHandle(handle -> handle.createUpdate(
                        "UPDATE calendar_feed SET revoked_at = :now WHERE id = :id AND person_id = :person AND revoked_at IS NULL")
                .bind("now", clock.instant())
                .bind("id", feedId)
                .bind("person", caller.personId())
                .execute());
        if (revoked == 0) {
            throw Problem.notFound();
        }
        audit.record("calendar-feed.revoke", "calendar-feed", Long.toString(feedId), null, Map.of());
    }

    /** The calendar behind a secret, or empty where it opens nothing any more. */
    public Optional<String> read(String secret) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT f.person_id, f.instrument_id, p.language, i.name_zh, i.name_en
                          FROM calendar_feed f JOIN person p ON p.id = f.person_id
                          LEFT JOIN instrument i ON i.id = f.instrument_id
                         WHERE f.token_sha256 = :hash AND f.revoked_at IS NULL AND p.status = 'ACTIVE'
                           AND (f.instrument_id IS NULL OR EXISTS (SELECT 1 FROM role_grant r
                                WHERE r.person_id = p.id AND r.role = 'INSTRUMENT_MANAGER' AND r.organisation_id = i.owner_id
                                  AND r.revoked_at IS NULL))""")
                .bind("hash", sha256(secret))
                .map((row, context) -> {
                    boolean zh = !"en".equals(row.getString(3));
                    Long instrument = row.getObject(2, Long.class);
                    String name = instrument == null
                            ? zh ? "威仪：我的预约" : "Weiyi: my bookings"
                            : name(zh, row.getString(4), row.getString(5));
                    return CalendarText.of(name, events(row.getLong(1), instrument, zh, now), now);
                })
                .findOne());
    }

    private List<CalendarText.Event> events(long person, @Nullable Long instrument, boolean zh, Instant now) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", instrument == null ? person : instrument);
        values.put("from", now.minus(BACK));
        RowMapper<CalendarText.Event> mapper = (row, context) -> event(row, instrument != null, zh);
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        SELECT b.id, b.version, b.status, b.starts_at, b.ends_before, i.name_zh, i.name_en, i.location,
                               p.display_name, o.name_zh, o.name_en, b.purpose
                          FROM booking b JOIN instrument i ON i.id = b.instrument_id JOIN person p ON p.id = b.person_id
                          JOIN organisation o ON o.id = b.organisation_id
                         WHERE b.""" + (instrument == null ? "person_id" : "instrument_id") + """
                         = :id AND b.ends_before > :from ORDER BY b.starts_at DESC, b.id LIMIT 2000""")
                        .bindMap(values)
                        .map(mapper)
                        .list());
    }

    private static CalendarText.Event event(ResultSet row, boolean lab, boolean zh) throws SQLException {
        String status = switch (BookingStatus.valueOf(row.getString(3))) {
            case PENDING_APPROVAL -> "TENTATIVE";
            case CONFIRMED, IN_USE, FINISHED -> "CONFIRMED";
            case CANCELLED, LATE_CANCELLED, NO_SHOW, REJECTED, EXPIRED -> "CANCELLED";
        };
        String instrument = name(zh, row.getString(6), row.getString(7));
        String firm = name(zh, row.getString(10), row.getString(11));
        return new CalendarText.Event(
                "booking-" + row.getLong(1) + "@weiyi",
                row.getInt(2),
                status,
                row.getTimestamp(4).toInstant(),
                row.getTimestamp(5).toInstant(),
                lab ? instrument + " · " + firm : instrument,
                row.getString(8),
                lab ? row.getString(9) + "\n" + row.getString(12) : row.getString(12));
    }

    private static String name(boolean zh, String zhName, String enName) {
        return zh || enName.isBlank() ? zhName : enName;
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
