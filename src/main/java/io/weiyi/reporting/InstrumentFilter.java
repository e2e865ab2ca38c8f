package io.weiyi.reporting;

import io.weiyi.kernel.time.TimeWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns a query into SQL conditions on {@code instrument i}. Values only ever travel as parameters. */
final class InstrumentFilter {

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
        // Every piece of the week that is needed must lie in the open time of its weekday.
        conditions.add("""
                i.id IN (SELECT fits.instrument_id FROM (
                      SELECT h.instrument_id
                        FROM unnest(:weekdays, :openings, :closings) AS need(weekday, opens, closes)
                        JOIN opening_hours h ON h.weekday = need.weekday
                       GROUP BY h.instrument_id, need.weekday, need.opens, need.closes
                      HAVING range_agg(int4range(h.opens_minute, h.closes_minute)) @> int4range(need.opens, need.closes)) fits
                   GROUP BY fits.instrument_id HAVING count(*) = :pieces)""");
        List<WeekPieces.Piece> pieces = WeekPieces.of(free);
        values.put("from", free.startsAt());
        values.put("until", free.endsBefore());
        values.put("pieces", pieces.size());
        values.put("weekdays", pieces.stream().map(WeekPieces.Piece::weekday).toArray(Integer[]::new));
        values.put("openings", pieces.stream().map(WeekPieces.Piece::fromMinute).toArray(Integer[]::new));
        values.put(
                "closings", pieces.stream().map(WeekPieces.Piece::untilMinute).toArray(Integer[]::new));
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
