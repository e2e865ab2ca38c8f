package io.weiyi.booking;

import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads how people stand: bans, qualifications, credit, and what they have booked already. */
@ApplicationScoped
class Standings {

    private static final String ACTIVE = "ACTIVE";

    private final Jdbi jdbi;
    private final Organisations organisations;

    Standings(Jdbi jdbi, Organisations organisations) {
        this.jdbi = jdbi;
        this.organisations = organisations;
    }

    boolean admitted(Admits admits, InstrumentInfo instrument, long organisationId) {
        return switch (admits) {
            case ANYONE -> true;
            case STAFF -> organisationId == instrument.ownerId();
            case MEMBERS ->
                organisationId == instrument.ownerId()
                        || organisations
                                .find(organisationId)
                                .map(OrganisationInfo::status)
                                .map(ACTIVE::equals)
                                .orElse(false);
        };
    }

    Standing of(InstrumentInfo instrument, BookingRules rules, Proposals.Wish wish, Instant now) {
        Map<LocalDate, Duration> person = new HashMap<>();
        Map<LocalDate, Duration> organisation = new HashMap<>();
        if (rules.admission().limitsWeeks()) {
            lockQuota(instrument.id(), wish.organisationId());
            booked(instrument.id(), wish, now, person, organisation);
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT (SELECT max(ends_before) FROM ban WHERE person_id = :person AND starts_at <= :now
                                   AND ends_before > :now AND (owner_id IS NULL OR owner_id = :owner)) AS banned_until,
                               EXISTS (SELECT 1 FROM training WHERE person_id = :person AND instrument_id = :instrument
                                   AND granted_at <= :now AND (expires_at IS NULL OR expires_at > :start)) AS trained,
                               c.points, c.no_shows, c.last_no_show
                          FROM (SELECT coalesce(sum(e.points), 0) AS points,
                                       count(*) FILTER (WHERE e.kind = 'NO_SHOW') AS no_shows,
                                       max(e.happened_at) FILTER (WHERE e.kind = 'NO_SHOW') AS last_no_show
                                  FROM credit_entry e
                                 WHERE e.person_id = :person AND e.owner_id = :owner AND e.happened_at > :now::timestamptz - interval '365 days'
                                   AND NOT EXISTS (SELECT 1 FROM credit_void v WHERE v.entry_id = e.id)) c""")
                .bind("person", wish.personId())
                .bind("owner", instrument.ownerId())
                .bind("instrument", instrument.id())
                .bind("now", now)
                .bind("start", wish.window().startsAt())
                .map((row, context) -> new Standing(
                        bannedUntil(row, rules.admission(), now),
                        row.getBoolean("trained"),
                        Standing.FULL_CREDIT - row.getInt("points"),
                        person,
                        organisation))
                .one());
    }

    /** A ban somebody pronounced, or the one that follows from no-shows; it ends with the day of the rule by itself. */
    private static @Nullable Instant bannedUntil(ResultSet row, BookingRules.Admission admission, Instant now)
            throws SQLException {
        OffsetDateTime pronounced = row.getObject("banned_until", OffsetDateTime.class);
        Instant until = pronounced == null ? null : pronounced.toInstant();
        Integer banAfter = admission.banAfter();
        OffsetDateTime last = row.getObject("last_no_show", OffsetDateTime.class);
        if (banAfter != null && last != null && row.getInt("no_shows") >= banAfter) {
            Instant ruled = last.toInstant().plus(admission.banFor());
            if (ruled.isAfter(now) && (until == null || ruled.isAfter(until))) {
                until = ruled;
            }
        }
        return until;
    }

    /** Two bookings of one organisation at once would both find room in the week; where weeks are limited they queue. */
    private void lockQuota(long instrumentId, long organisationId) {
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT pg_advisory_xact_lock(hashtextextended('quota:' || :organisation, :instrument))")
                .bind("organisation", organisationId)
                .bind("instrument", instrumentId)
                .map((row, context) -> true)
                .one());
    }

    private void booked(
            long instrumentId,
            Proposals.Wish wish,
            Instant now,
            Map<LocalDate, Duration> person,
            Map<LocalDate, Duration> organisation) {
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT starts_at, ends_before, person_id FROM booking
                         WHERE instrument_id = :instrument AND organisation_id = :organisation AND starts_at >= :since
                           AND status IN ('PENDING_APPROVAL','CONFIRMED','IN_USE','FINISHED','NO_SHOW','LATE_CANCELLED')
                           AND id IS DISTINCT FROM :own::bigint""")
                .bind("instrument", instrumentId)
                .bind("organisation", wish.organisationId())
                .bind("since", BusinessTime.startOf(BusinessTime.mondayOf(now)))
                .bind("own", wish.insteadOf())
                .map((row, context) -> {
                    Instant start = row.getObject(1, OffsetDateTime.class).toInstant();
                    Duration length = Duration.between(
                            start, row.getObject(2, OffsetDateTime.class).toInstant());
                    LocalDate monday = BusinessTime.mondayOf(start);
                    organisation.merge(monday, length, Duration::plus);
                    if (row.getLong(3) == wish.personId()) {
                        person.merge(monday, length, Duration::plus);
                    }
                    return start;
                })
                .list());
    }
}
