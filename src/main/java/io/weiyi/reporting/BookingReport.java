package io.weiyi.reporting;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Bookings with the names around them, as firms and labs look at them. */
@ApplicationScoped
public class BookingReport {

    private static final Duration CHECK_IN_BEFORE = Duration.ofMinutes(30);

    private final Jdbi jdbi;

    BookingReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A booking with names. */
    public record Row(
            long id,
            long instrumentId,
            String instrumentZh,
            String instrumentEn,
            String model,
            String location,
            long providerId,
            String providerZh,
            String providerEn,
            long organisationId,
            String organisationZh,
            String organisationEn,
            String personName,
            Instant startsAt,
            Instant endsBefore,
            String mode,
            String purpose,
            String status,
            long quoteFen,
            @Nullable Long expectedSubsidyFen,
            Instant cancelFreeUntil,
            @Nullable Instant approveBefore,
            @Nullable Instant checkedInAt,
            @Nullable Instant usedFrom,
            @Nullable String decisionNote,
            boolean overtime,
            Instant createdAt,
            int version,
            @Nullable Long chargeId) {

        /** Whether its firm may still give it up. */
        public boolean cancellable(Instant now) {
            return now.isBefore(startsAt) && (status.equals("PENDING_APPROVAL") || status.equals("CONFIRMED"));
        }

        /** Whether somebody may check in now: from shortly before the start until the end. */
        public boolean mayCheckIn(Instant now) {
            return checkedInAt == null
                    && (status.equals("CONFIRMED") || status.equals("IN_USE"))
                    && !now.isBefore(startsAt.minus(CHECK_IN_BEFORE))
                    && now.isBefore(endsBefore);
        }

        /** Whether giving it up now costs nothing. */
        public boolean cancelsFree(Instant now) {
            return status.equals("PENDING_APPROVAL") || now.isBefore(cancelFreeUntil);
        }
    }

    /** Which bookings a list shows. */
    public enum Span {
        UPCOMING,
        PAST,
        WAITING
    }

    private static final String FROM = """
              FROM booking b JOIN instrument i ON i.id = b.instrument_id
              JOIN organisation o ON o.id = b.organisation_id JOIN organisation v ON v.id = b.provider_id
              JOIN person p ON p.id = b.person_id
            """;
    private static final String SELECT = """
            SELECT b.id, b.instrument_id, i.name_zh AS instrument_zh, i.name_en AS instrument_en, i.model, i.location,
                   b.provider_id, v.name_zh AS provider_zh, v.name_en AS provider_en,
                   b.organisation_id, o.name_zh AS organisation_zh, o.name_en AS organisation_en,
                   p.display_name AS person_name, b.starts_at, b.ends_before, b.mode, b.purpose, b.status, b.quote_fen,
                   b.expected_subsidy_fen, b.cancel_free_until, b.approve_before, b.checked_in_at, b.used_from,
                   b.decision_note, b.overtime, b.created_at, b.version,
                   (SELECT c.id FROM charge c WHERE c.subject_kind = 'BOOKING' AND c.subject_id = b.id AND c.live) AS charge_id
            """ + FROM;

    /** Bookings that these firms made. */
    public Page<Row> ofFirms(Collection<Long> organisationIds, Span span, Instant now, PageRequest request) {
        return list("b.organisation_id IN (<scope>)", organisationIds, span, now, request);
    }

    /** Bookings of these owners' instruments. */
    public Page<Row> ofOwners(Collection<Long> ownerIds, Span span, Instant now, PageRequest request) {
        return list("b.provider_id IN (<scope>)", ownerIds, span, now, request);
    }

    private Page<Row> list(String scope, Collection<Long> ids, Span span, Instant now, PageRequest request) {
        if (ids.isEmpty()) {
            return Page.empty(request);
        }
        String where = " WHERE " + scope + " AND "
                + switch (span) {
                    case UPCOMING -> "b.ends_before > :now AND b.status IN ('PENDING_APPROVAL', 'CONFIRMED', 'IN_USE')";
                    case PAST ->
                        "NOT (b.ends_before > :now AND b.status IN ('PENDING_APPROVAL', 'CONFIRMED', 'IN_USE'))";
                    case WAITING -> "b.status = 'PENDING_APPROVAL' AND :now::timestamptz IS NOT NULL";
                };
        String order = switch (span) {
            case UPCOMING -> " ORDER BY b.starts_at, b.id";
            case PAST -> " ORDER BY b.starts_at DESC, b.id DESC";
            case WAITING -> " ORDER BY b.created_at, b.id";
        };
        return jdbi.withHandle(handle -> {
            long total = bound(handle.createQuery("SELECT count(*) FROM booking b" + where), ids, now)
                    .mapTo(Long.class)
                    .one();
            List<Row> rows = bound(handle.createQuery(SELECT + where + order + " LIMIT :size OFFSET :offset"), ids, now)
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map(ConstructorMapper.of(Row.class))
                    .list();
            return Page.of(rows, request, total);
        });
    }

    private static Query bound(Query query, Collection<Long> ids, Instant now) {
        return query.bindList("scope", List.copyOf(ids)).bind("now", now);
    }

    /** The booking with this id. */
    public Optional<Row> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE b.id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(Row.class))
                .findOne());
    }

    /** Somebody of the firm who could come instead. */
    public record Colleague(long id, String name) {}

    /** Active members of a firm but for the one who comes already, by name. */
    public List<Colleague> colleagues(long bookingId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT p.id, p.display_name AS name FROM booking b
                          JOIN membership m ON m.organisation_id = b.organisation_id AND m.status = 'ACTIVE'
                          JOIN person p ON p.id = m.person_id AND p.status = 'ACTIVE' AND p.id <> b.person_id
                         WHERE b.id = :id ORDER BY p.display_name, p.id LIMIT 200""")
                .bind("id", bookingId)
                .map(ConstructorMapper.of(Colleague.class))
                .list());
    }

    /** Bookings of an owner's instruments that touch a span of time, in order; for the lab's calendar. */
    public List<Row> calendar(Collection<Long> ownerIds, Instant from, Instant to) {
        if (ownerIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                         WHERE b.provider_id IN (<scope>) AND b.starts_at < :to AND b.ends_before > :from
                           AND b.status IN ('PENDING_APPROVAL', 'CONFIRMED', 'IN_USE', 'FINISHED')
                         ORDER BY b.starts_at, b.id LIMIT 500""")
                .bindList("scope", List.copyOf(ownerIds))
                .bind("from", from)
                .bind("to", to)
                .map(ConstructorMapper.of(Row.class))
                .list());
    }
}
