package io.weiyi.reporting;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * The first free time of many instruments (最早空闲) in one query: the shortest window that hours, holidays, notice,
 * horizon, step, buffers and taken time leave. What depends on the person, such as a qualification or a
 * quota, is asked only when they book.
 */
@ApplicationScoped
public class FirstFree {

    private static final String FIRST = """
            WITH rule AS (
                SELECT p.instrument_id, p.follows_holidays, make_interval(mins => p.step_minutes) AS step,
                       make_interval(mins => p.step_minutes * ceil(greatest(p.min_minutes, :minutes)::numeric / p.step_minutes)::int) AS length,
                       make_interval(mins => p.buffer_before_minutes) AS before,
                       make_interval(mins => p.buffer_after_minutes) AS after,
                       tstzrange(greatest(:now::timestamptz + make_interval(mins => p.lead_minutes), :from::timestamptz),
                                 least(:now::timestamptz + make_interval(hours => p.horizon_days * 24), :until::timestamptz)) AS reach
                  FROM booking_policy p JOIN instrument i ON i.id = p.instrument_id
                 WHERE p.valid @> :now::timestamptz AND %s
                   AND greatest(:now::timestamptz + make_interval(mins => p.lead_minutes), :from::timestamptz)
                       < least(:now::timestamptz + make_interval(hours => p.horizon_days * 24), :until::timestamptz)
                   AND p.step_minutes * ceil(greatest(p.min_minutes, :minutes)::numeric / p.step_minutes) <= p.max_minutes
                   AND i.bookable AND i.share_mode = 'EXTERNAL'
                   AND i.status IN ('NORMAL','SOMETIMES_FAULTY','OFTEN_FAULTY')),
            days AS (
                SELECT r.instrument_id, d::date AS day, coalesce(CASE WHEN r.follows_holidays THEN h.kind END, '') AS holiday
                  FROM rule r
                 CROSS JOIN LATERAL generate_series(
                           (lower(r.reach) AT TIME ZONE 'Asia/Shanghai')::date::timestamp,
                           (upper(r.reach) AT TIME ZONE 'Asia/Shanghai')::date::timestamp, interval '1 day') d
                  LEFT JOIN public_holiday h ON h.day = d::date),
            hours AS (
                SELECT d.instrument_id, d.day, x.opens_minute, x.closes_minute
                  FROM days d JOIN opening_exception x ON x.instrument_id = d.instrument_id AND x.day = d.day
                 WHERE x.opens_minute IS NOT NULL
                UNION ALL
                SELECT d.instrument_id, d.day, h.opens_minute, h.closes_minute
                  FROM days d JOIN opening_hours h ON h.instrument_id = d.instrument_id
                   AND h.weekday = CASE WHEN d.holiday = 'WORKDAY' THEN 1 ELSE extract(isodow FROM d.day)::int END
                   AND h.since <= d.day AND (h.until IS NULL OR h.until > d.day)
                 WHERE d.holiday <> 'CLOSED'
                   AND NOT EXISTS (SELECT 1 FROM opening_exception x
                                    WHERE x.instrument_id = d.instrument_id AND x.day = d.day)),
            open AS (
                SELECT h.instrument_id,
                       range_agg(tstzrange((h.day + make_interval(mins => h.opens_minute)) AT TIME ZONE 'Asia/Shanghai',
                                           (h.day + make_interval(mins => h.closes_minute)) AT TIME ZONE 'Asia/Shanghai')) AS spans
                  FROM hours h GROUP BY h.instrument_id),
            taken AS (
                SELECT r.instrument_id, range_agg(tstzrange(lower(s.blocked) - r.after, upper(s.blocked) + r.before)) AS spans
                  FROM rule r JOIN slot s ON s.instrument_id = r.instrument_id AND s.active
                   AND s.blocked && tstzrange(lower(r.reach) - interval '1 day', upper(r.reach) + interval '1 day')
                 GROUP BY r.instrument_id),
            gaps AS (
                SELECT r.instrument_id, r.length, upper(g) AS until,
                       date_bin(r.step, lower(g) + r.step - interval '1 microsecond',
                                timestamptz '2020-01-01 00:00:00+08') AS start
                  FROM rule r JOIN open o ON o.instrument_id = r.instrument_id
                  LEFT JOIN taken t ON t.instrument_id = r.instrument_id
                 CROSS JOIN LATERAL unnest(o.spans * tstzmultirange(r.reach) - coalesce(t.spans, '{}')) g)
            SELECT g.instrument_id, min(g.start), min(g.start) + g.length, count(*) OVER ()
              FROM gaps g WHERE g.start + g.length <= g.until GROUP BY g.instrument_id, g.length
             ORDER BY 2, 1 LIMIT :size OFFSET :offset""";
    private static final Duration AHEAD = Duration.ofDays(21);

    private final Jdbi jdbi;
    private final Clock clock;

    FirstFree(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** The first free window within three weeks of each of these instruments that has one. */
    public Map<Long, TimeWindow> of(Collection<Long> instrumentIds) {
        Map<Long, TimeWindow> first = new HashMap<>();
        if (instrumentIds.isEmpty()) {
            return first;
        }
        Instant now = clock.instant();
        jdbi.useHandle(handle -> bound(
                        handle.createQuery(FIRST.formatted("p.instrument_id IN (<ids>)"))
                                .bindList("ids", List.copyOf(instrumentIds)),
                        new TimeWindow(now, now.plus(AHEAD)),
                        Duration.ZERO,
                        new PageRequest(0, instrumentIds.size()))
                .map((row, context) -> found(row))
                .forEach(found -> first.put(found.instrumentId(), found.window())));
        return first;
    }

    /** An instrument and its first window that would do. */
    public record Found(long instrumentId, TimeWindow window) {}

    /**
     * Finds a time: the first window of at least this length within a span, of every instrument that the query names,
     * earliest first. All instruments are asked in one query.
     */
    public Page<Found> find(InstrumentQuery query, TimeWindow span, Duration length, PageRequest page) {
        return jdbi.withHandle(handle -> {
            InstrumentFilter filter = new InstrumentFilter(query, KnownSynonyms.terms(handle, query.text()));
            String scope = "i.id IN (SELECT i.id FROM instrument i" + filter.where() + ")";
            AtomicLong total = new AtomicLong();
            List<Found> found = bound(
                            handle.createQuery(FIRST.formatted(scope)).bindMap(filter.values()), span, length, page)
                    .map((row, context) -> {
                        total.set(row.getLong(4));
                        return found(row);
                    })
                    .list();
            return Page.of(found, page, total.get());
        });
    }

    private Query bound(Query query, TimeWindow span, Duration length, PageRequest page) {
        return query.bind("now", clock.instant())
                .bind("from", span.startsAt())
                .bind("until", span.endsBefore())
                .bind("minutes", Math.toIntExact(length.toMinutes()))
                .bind("size", page.size())
                .bind("offset", page.offset());
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(
                row.getLong(1),
                new TimeWindow(
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getObject(3, OffsetDateTime.class).toInstant()));
    }
}
