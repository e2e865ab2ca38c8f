package io.weiyi.reporting;

import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * The first free time of many instruments (最早空闲) in one query: the shortest window that hours, holidays, notice,
 * horizon, step, buffers and taken time leave within two weeks. What depends on the person, such as a qualification or a
 * quota, is asked only when they book.
 */
@ApplicationScoped
public class FirstFree {

    private static final String FIRST = """
            WITH rule AS (
                SELECT p.instrument_id, p.follows_holidays, make_interval(mins => p.step_minutes) AS step,
                       make_interval(mins => p.step_minutes * ceil(p.min_minutes::numeric / p.step_minutes)::int) AS length,
                       make_interval(mins => p.buffer_before_minutes) AS before,
                       make_interval(mins => p.buffer_after_minutes) AS after,
                       tstzrange(:now::timestamptz + make_interval(mins => p.lead_minutes),
                                 :now::timestamptz + least(make_interval(hours => p.horizon_days * 24),
                                                           make_interval(mins => p.lead_minutes, hours => 336))) AS reach
                  FROM booking_policy p JOIN instrument i ON i.id = p.instrument_id
                 WHERE p.instrument_id IN (<ids>) AND p.valid @> :now::timestamptz
                   AND p.lead_minutes < p.horizon_days * 1440
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
            SELECT g.instrument_id, min(g.start), min(g.start) + g.length
              FROM gaps g WHERE g.start + g.length <= g.until GROUP BY g.instrument_id, g.length""";

    private final Jdbi jdbi;
    private final Clock clock;

    FirstFree(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** The first free window of each of these instruments that has one. */
    public Map<Long, TimeWindow> of(Collection<Long> instrumentIds) {
        Map<Long, TimeWindow> first = new HashMap<>();
        if (instrumentIds.isEmpty()) {
            return first;
        }
        jdbi.useHandle(handle -> handle.createQuery(FIRST)
                .bindList("ids", List.copyOf(instrumentIds))
                .bind("now", clock.instant())
                .map((row, context) -> first.put(
                        row.getLong(1),
                        new TimeWindow(
                                row.getObject(2, OffsetDateTime.class).toInstant(),
                                row.getObject(3, OffsetDateTime.class).toInstant())))
                .list());
        return first;
    }
}
