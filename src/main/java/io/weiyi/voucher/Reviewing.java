package io.weiyi.voucher;

import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * How the offices review (审核办法): by one person or two, with the province or without, and who stands in for a reviewer on
 * leave. An option that changes counts for the next decision.
 */
@ApplicationScoped
public class Reviewing {

    private static final int COVER_DAYS_MAX = 180;

    private final Jdbi jdbi;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;

    Reviewing(Jdbi jdbi, CurrentCaller current, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** How one office reviews; without an area the city's. */
    public record Office(@Nullable Long areaId, String nameZh, String nameEn, boolean twoSteps, boolean province) {}

    /** Somebody stands in for somebody (代办). */
    public record Cover(long id, long awayId, long coverId, LocalDate startsOn, LocalDate endsBefore) {}

    /** Who makes the running request, with what they may decide today in somebody's stead. */
    Caller caller() {
        Caller caller = current.get();
        if (!caller.has(Role.AREA_OFFICE) && !caller.has(Role.CITY_OFFICE)) {
            return caller;
        }
        Set<Role> roles = new HashSet<>(caller.roles());
        Set<Long> areas = new HashSet<>(caller.areaIds());
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT g.role, g.area_id FROM review_cover c JOIN role_grant g ON g.person_id = c.away_id
                         WHERE c.cover_id = :me AND c.ended_at IS NULL AND c.starts_on <= :today AND c.ends_before > :today
                           AND g.revoked_at IS NULL AND g.role IN ('AREA_OFFICE','CITY_OFFICE')""")
                .bind("me", caller.personId())
                .bind("today", BusinessTime.dayOf(clock.instant()))
                .map((row, context) -> {
                    Long area = row.getObject(2, Long.class);
                    return area == null ? roles.add(Role.valueOf(row.getString(1))) : joined(roles, areas, area);
                })
                .list());
        return new Caller(
                caller.personId(),
                caller.username(),
                caller.displayName(),
                caller.organisationId(),
                caller.organisationIds(),
                roles,
                caller.organisationScopes(),
                areas);
    }

    private static boolean joined(Set<Role> roles, Set<Long> areas, long area) {
        return roles.add(Role.AREA_OFFICE) | areas.add(area);
    }

    /** Whether the person is or ever was a member of an organisation of this claim. */
    boolean belonged(long personId, ClaimInfo claim) {
        Set<Long> concerned = Stream.concat(
                        Stream.of(claim.applicantId()), claim.lines().stream().map(ClaimInfo.Line::providerId))
                .collect(Collectors.toSet());
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM membership WHERE person_id = :person AND organisation_id = ANY (:organisations)
                            AND status IN ('ACTIVE','ENDED') AND decided_at IS NOT NULL)""")
                .bind("person", personId)
                .bindArray("organisations", Long.class, concerned.toArray())
                .mapTo(Boolean.class)
                .one());
    }

    /** Whether the office where the claim lies approves by two persons. */
    boolean twoSteps(ClaimInfo claim) {
        return switch (claim.status()) {
            case DISTRICT_REVIEW -> option(claim.areaId(), "two_steps");
            case CITY_REVIEW -> option(null, "two_steps");
            default -> false;
        };
    }

    /** Whether the city sends its claims up to the province. */
    boolean province() {
        return option(null, "province");
    }

    private boolean option(@Nullable Long areaId, String column) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + column
                        + " FROM review_option WHERE area_id IS NOT DISTINCT FROM :area ORDER BY id DESC LIMIT 1")
                .bind("area", areaId)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    /** Every office and how it reviews, the city's first. */
    public List<Office> offices() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT o.area_id, o.zh, o.en, coalesce(r.two_steps, false), coalesce(r.province, false)
                          FROM (SELECT NULL::bigint AS area_id, '市科技局' AS zh, 'The city''s office' AS en, -1 AS sort
                                UNION ALL SELECT id, office_zh, office_en, sort FROM area) o
                          LEFT JOIN LATERAL (SELECT two_steps, province FROM review_option x
                                WHERE x.area_id IS NOT DISTINCT FROM o.area_id ORDER BY x.id DESC LIMIT 1) r ON true
                         ORDER BY o.sort, o.area_id""")
                .map((row, context) -> new Office(
                        row.getObject(1, Long.class),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getBoolean(5)))
                .list());
    }

    /** Sets how an office reviews from now on. */
    @Transactional
    public void set(@Nullable Long areaId, boolean twoSteps, boolean province) {
        if (offices().stream().noneMatch(office -> java.util.Objects.equals(office.areaId(), areaId))) {
            throw Problem.validation("areaId", "is unknown");
        }
        if (areaId != null && province) {
            throw Problem.validation("province", "is for the city's office only");
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO review_option (area_id, two_steps, province, changed_by, changed_at)
                        VALUES (:area, :two, :province, :by, :now)""")
                .bind("area", areaId)
                .bind("two", twoSteps)
                .bind("province", province)
                .bind("by", current.get().personId())
                .bind("now", clock.instant())
                .execute());
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("twoSteps", twoSteps);
        detail.put("province", province);
        audit.record("review-option.set", "area", areaId == null ? "city" : areaId.toString(), null, detail);
    }

    private boolean isReviewer(long personId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM role_grant g JOIN person p ON p.id = g.person_id
                         WHERE p.id = :person AND p.status = 'ACTIVE' AND g.revoked_at IS NULL AND g.role IN ('AREA_OFFICE','CITY_OFFICE'))""")
                .bind("person", personId)
                .mapTo(Boolean.class)
                .one());
    }

    /** What stands in the list of covers: those to come and those that run, in which the caller has a part. */
    public List<Cover> covers() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT c.id, c.away_id, c.cover_id, c.starts_on, c.ends_before FROM review_cover c
                         WHERE c.ended_at IS NULL AND c.ends_before > :today AND :me IN (c.away_id, c.cover_id) ORDER BY c.starts_on, c.id""")
                .bind("today", BusinessTime.dayOf(clock.instant()))
                .bind("me", current.get().personId())
                .map((row, context) -> new Cover(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getObject(4, LocalDate.class),
                        row.getObject(5, LocalDate.class)))
                .list());
    }

    /**
     * The caller is on leave and somebody of an office stands in.
     *
     * @param from the first day
     * @param before the first day back
     */
    @Transactional
    public void appoint(@Nullable Long coverId, @Nullable LocalDate from, @Nullable LocalDate before) {
        Instant now = clock.instant();
        LocalDate today = BusinessTime.dayOf(now);
        Checks checks = new Checks();
        checks.require(
                coverId != null && coverId != current.get().personId() && isReviewer(coverId),
                "coverId",
                "must be somebody of an office other than yourself");
        checks.require(from != null && !from.isBefore(today), "startsOn", "must be today or later");
        checks.require(
                from != null
                        && before != null
                        && from.isBefore(before)
                        && before.isBefore(from.plusDays(COVER_DAYS_MAX + 1L)),
                "endsBefore",
                "must lie 1 to " + COVER_DAYS_MAX + " days after the first day");
        checks.orThrow();
        long me = current.get().personId();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO review_cover (away_id, cover_id, starts_on, ends_before, made_by, made_at)
                        VALUES (:me, :cover, :from, :before, :me, :now)""")
                .bind("me", me)
                .bind("cover", coverId)
                .bind("from", from)
                .bind("before", before)
                .bind("now", now)
                .execute());
        audit.record(
                "review-cover.made",
                "person",
                Long.toString(me),
                null,
                Map.of("coverId", String.valueOf(coverId), "from", from + "", "before", before + ""));
    }

    /** The caller is back earlier. */
    @Transactional
    public void end(long coverId) {
        long me = current.get().personId();
        int ended = jdbi.withHandle(handle -> handle.createUpdate(
                        "UPDATE review_cover SET ended_at = :now WHERE id = :id AND away_id = :me AND ended_at IS NULL")
                .bind("now", clock.instant())
                .bind("id", coverId)
                .bind("me", me)
                .execute());
        if (ended == 0) {
            throw Problem.notFound();
        }
        audit.record("review-cover.ended", "person", Long.toString(me), null, Map.of("coverId", coverId));
    }
}
