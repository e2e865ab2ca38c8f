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
        List<String> ways = new ArrayList<>();
        for (int i = 0; i < term.any().size(); i++) {
            String word = term.any().get(i);
            String parameter = name + "x" + i;
            // Each way stands alone, so that the trigram index can serve it.
            if (SearchTerms.isShort(word)) {
                ways.add("i.search_text ~ :" + parameter);
                values.put(parameter, SearchTerms.regex(word));
            } else {
                ways.add("i.search_text LIKE :" + parameter);
                values.put(parameter, SearchTerms.like(word));
            }
        }
        conditions.add("(" + String.join(" OR ", ways) + ")");
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
        // The instrument's own buffers must find room beside what others have taken.
        conditions.add("""
                EXISTS (SELECT 1 FROM booking_policy p WHERE p.instrument_id = i.id AND p.valid @> :now::timestamptz
                    AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.active AND s.instrument_id = i.id
                        AND s.blocked && tstzrange(:from::timestamptz - make_interval(mins => p.buffer_before_minutes),
                                                   :until::timestamptz + make_interval(mins => p.buffer_after_minutes))))""");
        conditions.add("""
                NOT EXISTS (SELECT 1 FROM unnest(:weekdays, :openings, :closings) AS need(weekday, opens, closes)
                    WHERE NOT coalesce((SELECT range_agg(int4range(h.opens_minute, h.closes_minute)) @> int4range(need.opens, need.closes)
                                          FROM opening_hours h WHERE h.instrument_id = i.id AND h.weekday = need.weekday), false))""");
        List<WeekPieces.Piece> pieces = WeekPieces.of(free);
        values.put("from", free.startsAt());
        values.put("until", free.endsBefore());
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
