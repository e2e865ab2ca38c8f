package io.weiyi.reporting;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The use of a lab's instruments as its logbook shows it: metered or told by a person, booked or not. */
@ApplicationScoped
public class LogbookReport {

    private static final int ROWS_MAX = 500;

    private final Jdbi jdbi;

    LogbookReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A session; who used the instrument and what for are known where a person told of it, the firm where it was booked. */
    public record Row(
            long id,
            long instrumentId,
            String instrumentZh,
            String instrumentEn,
            Instant startedAt,
            @Nullable Instant endedAt,
            long runSeconds,
            String source,
            String status,
            @Nullable String verification,
            @Nullable Long bookingId,
            @Nullable String organisationZh,
            @Nullable String organisationEn,
            @Nullable String usedBy,
            @Nullable String note,
            @Nullable String enteredBy,
            @Nullable String filedAs) {}

    private static final String SELECT = """
            SELECT u.id, u.instrument_id, i.name_zh AS instrument_zh, i.name_en AS instrument_en, u.started_at, u.ended_at,
                   u.run_seconds, u.source, u.status, u.verification, u.booking_id, o.name_zh AS organisation_zh,
                   o.name_en AS organisation_en, m.used_by, m.note, p.display_name AS entered_by,
                   (SELECT f.kind FROM session_filing f WHERE f.session_id = u.id ORDER BY f.id DESC LIMIT 1) AS filed_as
              FROM usage_session u
              JOIN instrument i ON i.id = u.instrument_id
              LEFT JOIN organisation o ON o.id = u.organisation_id
              LEFT JOIN manual_session m ON m.sid = u.sid AND u.source = 'MANUAL'
              LEFT JOIN person p ON p.id = m.entered_by
            """;

    private static final String UNBOOKED = """
             FROM usage_session u
            WHERE u.owner_id = ANY (:owners) AND u.booking_id IS NULL AND u.status IN ('CLOSED','DISPUTED')
              AND (:instrument::bigint IS NULL OR u.instrument_id = :instrument::bigint)
              AND EXISTS (SELECT 1 FROM session_filing f WHERE f.session_id = u.id) = :filed
            """;

    /** The sessions of an instrument that began within a span, newest first. */
    public List<Row> of(long instrumentId, Instant from, Instant until) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                         WHERE u.instrument_id = :instrument AND u.status <> 'ADJUSTED' AND u.started_at >= :from AND u.started_at < :until
                         ORDER BY u.started_at DESC, u.id DESC LIMIT :max""")
                .bind("instrument", instrumentId)
                .bind("from", from)
                .bind("until", until)
                .bind("max", ROWS_MAX)
                .map(ConstructorMapper.of(Row.class))
                .list());
    }

    /** Closed sessions of these owners' instruments that belong to no booking, newest first. */
    public Page<Row> unbooked(Collection<Long> owners, @Nullable Long instrument, boolean filed, PageRequest page) {
        return jdbi.withHandle(handle -> {
            long total = bind(handle.createQuery("SELECT count(*)" + UNBOOKED), owners, instrument, filed)
                    .mapTo(Long.class)
                    .one();
            String ids = "SELECT u.id" + UNBOOKED + " ORDER BY u.started_at DESC, u.id DESC LIMIT :size OFFSET :offset";
            List<Row> rows = bind(
                            handle.createQuery(
                                    SELECT + " WHERE u.id IN (" + ids + ") ORDER BY u.started_at DESC, u.id DESC"),
                            owners,
                            instrument,
                            filed)
                    .bind("size", page.size())
                    .bind("offset", page.offset())
                    .map(ConstructorMapper.of(Row.class))
                    .list();
            return Page.of(rows, page, total);
        });
    }

    private static Query bind(Query query, Collection<Long> owners, @Nullable Long instrument, boolean filed) {
        return query.bindArray("owners", Long.class, owners.toArray())
                .bind("instrument", instrument)
                .bind("filed", filed);
    }
}
