package io.weiyi.reporting;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns a query into SQL conditions on {@code instrument i}. Values only ever travel as parameters. */
final class InstrumentFilter {

    private static final Duration WEEK = Duration.ofDays(7);

    private final List<String> conditions = new ArrayList<>();
    private final List<String> scores = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    InstrumentFilter(InstrumentQuery query, List<SearchTerms.Term> terms) {
        conditions.add("i.status <> 'RETIRED'");
        for (int i = 0; i < terms.size(); i++) {
            term("w" + i, terms.get(i));
        }
        if (query.category() != null) {
            conditions.add("i.class_code LIKE :category");
            values.put("category", SearchTerms.like(query.category()).substring(1));
        }
        if (query.areaId() != null) {
            conditions.add("i.area_id = :area");
            values.put("area", query.areaId());
        }
        if (query.ownerId() != null) {
            conditions.add("i.owner_id = :owner");
            values.put("owner", query.ownerId());
        }
        TimeWindow free = query.free();
        if (free != null) {
            free(free);
        }
    }

    private void term(String name, SearchTerms.Term term) {
        conditions.add(term.condition("i.search_text", name, values));
        values.put(name + "is", term.typed());
        values.put(name + "in", SearchTerms.regex(term.typed()));
        values.put(
                name + "any", term.any().stream().map(SearchTerms::regex).collect(Collectors.joining("|", "(", ")")));
        String names = "lower(concat_ws(' ', i.name_zh, i.name_en, i.model))";
        scores.add("CASE WHEN :" + name
                + "is IN (lower(i.name_zh), lower(i.name_en), lower(i.model), lower(i.inner_id)) THEN 100" + " WHEN "
                + names + " ~ :" + name + "in THEN 50 WHEN " + names + " ~ :" + name + "any THEN 30 ELSE 10 END");
    }

    private void free(TimeWindow free) {
        conditions.add(
                "i.bookable AND i.share_mode = 'EXTERNAL' AND i.status IN ('NORMAL','SOMETIMES_FAULTY','OFTEN_FAULTY')");
        conditions.add("i.id IN (SELECT p.instrument_id FROM booking_policy p WHERE p.valid @> :now::timestamptz)");
        // Taken time is read once for all instruments; no buffer is longer than a day. The instrument's own buffers
        // must
        // find room beside what others have taken.
        conditions.add("""
                i.id NOT IN (SELECT s.instrument_id FROM slot s
                    JOIN booking_policy p ON p.instrument_id = s.instrument_id AND p.valid @> :now::timestamptz
                   WHERE s.active
                     AND s.blocked && tstzrange(:from::timestamptz - interval '1 day', :until::timestamptz + interval '1 day')
                     AND s.blocked && tstzrange(:from::timestamptz - make_interval(mins => p.buffer_before_minutes),
                                                :until::timestamptz + make_interval(mins => p.buffer_after_minutes)))""");
        open(free);
        values.put("from", free.startsAt());
        values.put("until", free.endsBefore());
    }

    // Every piece of the week that is needed must lie in the open time of its day: of the weekday as it holds then, of
    // the exception where there is one, of a Monday where work is made up for, of nothing on a holiday that is
    // followed.
    private static final String OPEN = """
            i.id IN (SELECT fits.instrument_id FROM (
                  WITH need AS (SELECT n.weekday, n.opens, n.closes, n.first, n.last, d.kind AS holiday
                                  FROM unnest(:weekdays, :openings, :closings, :days::date[], :lasts::date[])
                                       AS n(weekday, opens, closes, first, last)
                                  LEFT JOIN public_holiday d ON d.day = n.first),
                       follower AS (SELECT p.instrument_id FROM booking_policy p
                                     WHERE p.follows_holidays AND p.valid @> :now::timestamptz),
                       spans AS (
                         SELECT h.instrument_id, n.first, n.weekday, n.opens, n.closes, h.opens_minute, h.closes_minute
                           FROM need n JOIN opening_hours h ON h.weekday = n.weekday AND h.since <= n.first AND (h.until IS NULL OR h.until > n.last)
                          WHERE (n.holiday IS NULL OR h.instrument_id NOT IN (SELECT f.instrument_id FROM follower f))
                            AND (h.instrument_id, n.first) NOT IN (SELECT x.instrument_id, x.day FROM opening_exception x WHERE x.day >= :day AND x.day <= :lastDay)
                         UNION ALL
                         SELECT h.instrument_id, n.first, n.weekday, n.opens, n.closes, h.opens_minute, h.closes_minute
                           FROM need n JOIN opening_hours h ON h.weekday = 1 AND h.since <= n.first AND (h.until IS NULL OR h.until > n.last)
                           JOIN follower f ON f.instrument_id = h.instrument_id
                          WHERE n.holiday = 'WORKDAY'
                            AND (h.instrument_id, n.first) NOT IN (SELECT x.instrument_id, x.day FROM opening_exception x WHERE x.day >= :day AND x.day <= :lastDay)
                         UNION ALL
                         SELECT x.instrument_id, n.first, n.weekday, n.opens, n.closes, x.opens_minute, x.closes_minute
                           FROM need n JOIN opening_exception x ON x.day = n.first
                          WHERE x.opens_minute IS NOT NULL)
                  SELECT s.instrument_id FROM spans s
                   GROUP BY s.instrument_id, s.first, s.weekday, s.opens, s.closes
                  HAVING range_agg(int4range(s.opens_minute, s.closes_minute)) @> int4range(s.opens, s.closes)) fits
               GROUP BY fits.instrument_id HAVING count(*) = :pieces)""";

    // Who needs a week or more needs every day whole, so any day that may differ is one too many.
    private static final String NOTHING_DIFFERS = """
            i.id NOT IN (SELECT x.instrument_id FROM opening_exception x WHERE x.day >= :day AND x.day <= :lastDay)
              AND NOT (EXISTS (SELECT 1 FROM public_holiday d WHERE d.kind = 'CLOSED' AND d.day >= :day AND d.day <= :lastDay)
                       AND i.id IN (SELECT p.instrument_id FROM booking_policy p WHERE p.follows_holidays AND p.valid @> :now::timestamptz))""";

    private void open(TimeWindow free) {
        List<WeekPieces.Piece> pieces = WeekPieces.of(free);
        LocalDate first = BusinessTime.dayOf(free.startsAt());
        LocalDate last = BusinessTime.dayOf(free.endsBefore().minusNanos(1));
        boolean whole = free.length().compareTo(WEEK) >= 0;
        conditions.add(OPEN);
        if (whole) {
            conditions.add(NOTHING_DIFFERS);
        }
        values.put("day", first);
        values.put("lastDay", last);
        values.put("pieces", pieces.size());
        values.put("weekdays", pieces.stream().map(WeekPieces.Piece::weekday).toArray(Integer[]::new));
        values.put("openings", pieces.stream().map(WeekPieces.Piece::fromMinute).toArray(Integer[]::new));
        values.put(
                "closings", pieces.stream().map(WeekPieces.Piece::untilMinute).toArray(Integer[]::new));
        values.put(
                "days",
                IntStream.range(0, pieces.size())
                        .mapToObj(no -> (whole ? first : first.plusDays(no)).toString())
                        .toArray(String[]::new));
        values.put(
                "lasts",
                IntStream.range(0, pieces.size())
                        .mapToObj(no -> (whole ? last : first.plusDays(no)).toString())
                        .toArray(String[]::new));
    }

    String where() {
        return " WHERE " + String.join(" AND ", conditions);
    }

    /** How well an instrument answers: its own name before a synonym of it, its name before its description. */
    String score() {
        return scores.isEmpty() ? "0" : String.join(" + ", scores);
    }

    Map<String, Object> values() {
        return values;
    }
}
